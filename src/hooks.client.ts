/** An unexpected failure in the browser becomes an error page with a code to copy; the console keeps the details. */
import type { HandleClientError } from '@sveltejs/kit';

export const handleError: HandleClientError = ({ error, status, message }) => {
  if (status === 404) return { message, code: 'NOT_FOUND' };
  console.error(error);
  return { message, code: 'PAGE_FAILED' };
};
