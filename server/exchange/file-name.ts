/** The name that a file leaves under: nothing in it that a file system or a header would stumble over. */
export const fileName = (name: string, day: string, format: string): string =>
  `${name.replace(/[\\/:*?"<>|\p{Cc}\s]+/gu, '-').slice(0, 120)}-${day}.${format}`;
