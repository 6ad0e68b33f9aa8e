/** The account that a new installation begins with; the store gives it a one-time password of its own. */
export const firstAccount = { name: 'quantri', displayName: 'Quản trị' } as const;
