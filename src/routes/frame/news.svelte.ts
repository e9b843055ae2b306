/** News that is not about saving: said once in a corner and gone. The library is fetched with the first of them. */
type Say = (words: string) => void;

class News {
  /** the corner is drawn from the first news on */
  isWanted = $state(false);
  #say: Say | undefined;

  async tell(words: string): Promise<void> {
    if (!this.#say) {
      const { toast } = await import('svelte-sonner');
      this.#say = (text) => void toast(text);
      this.isWanted = true;
    }
    this.#say(words);
  }
}

/** One corner for the whole window. */
export const news = new News();
