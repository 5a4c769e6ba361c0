import { z } from 'zod';
import { Email, Id, Instant, Locale, PersonName } from './values.ts';

export const roles = ['artist', 'agent', 'director', 'gate_controller', 'authority', 'admin'] as const;
export type Role = (typeof roles)[number];

/** NIST SP 800-63B-4: at least 15 characters when the password is the only factor, no rules of composition. */
export const Password = z.string().min(15).max(256).describe('15 to 256 characters; a short sentence works well');

export const SignUp = z.strictObject({
  email: Email,
  password: Password,
  name: PersonName,
  locale: Locale.default('fr'),
});
export const SignIn = z.strictObject({ email: Email, password: z.string().min(1).max(256) });

export const Me = z
  .object({
    id: Id,
    email: Email,
    name: z.string(),
    locale: Locale,
    emailVerified: z.boolean(),
    superadmin: z.boolean(),
    memberships: z.array(z.object({ organiser: Id, organiserName: z.string(), role: z.enum(roles) })),
  })
  .meta({ id: 'Me' });

export const Session = z
  .object({
    id: Id,
    current: z.boolean(),
    userAgent: z.string(),
    createdAt: Instant,
    lastSeenAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'Session' });

export const ConfirmEmail = z.strictObject({ token: z.string().min(20).max(100) });
