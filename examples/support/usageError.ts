/** A flag that is wrong: the message is for a person, without a stack. */
export class UsageError extends Error {}
