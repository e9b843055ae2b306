/** The front door leads to the rounds. */
import { redirect } from '@sveltejs/kit';

export const load = () => redirect(303, '/rounds');
