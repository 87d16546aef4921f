/**
 * The value of a field of the form, for one item.
 *
 * @param name the parameter's name
 * @param read checks the value and gives what is needed of it
 * @throws what `read` throws
 */
export type Field = <T>(name: string, read: (value: unknown) => T) => T;
