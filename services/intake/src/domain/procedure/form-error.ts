/** One refused field, as a problem's `errors` has it. The message never repeats what was sent. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export type Language = 'vi' | 'en';
