/** A message that is about to leave. */
export type PressingMessage = {
  /** Id of the contact. */
  contact: string;
  action: { id: string; type: 'mailMessage' | 'mailCampaign'; category: number };
  /** Milliseconds since 1970. */
  now: number;
};

/** How much contacts of one account may be sent. Asked for actions that obey it, `settings.mp.use`. */
export interface PressureRules {
  /** The id of the first rule that a message would break; undefined when it may leave. */
  brokenBy(message: PressingMessage): Promise<string | undefined>;
}

/** Everything may leave. */
export const NO_PRESSURE_RULES: PressureRules = { brokenBy: async () => undefined };
