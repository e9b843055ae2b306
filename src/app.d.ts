/** What every request carries and what an error page shows. */
import type { Asker, Services } from '#protocol/services.ts';
import type { RefusalParams } from '#domain/refusals.ts';
import type { Locale } from '#messages/sentence.ts';

declare global {
  namespace App {
    interface Error {
      message: string;
      code: string;
      params?: RefusalParams;
      /** to tell support which failure it was */
      mark?: string;
    }
    interface Locals {
      services: Services;
      asker: Asker | null;
      locale: Locale;
    }
  }
}

export {};
