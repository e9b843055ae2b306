/** What throws at once fails like what throws later, so that one place handles both. */
export function attempted(take: () => Promise<void> | undefined): Promise<void> | undefined {
  try {
    return take();
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}
