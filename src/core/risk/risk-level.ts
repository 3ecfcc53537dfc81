/** How much care a change takes; the order is the ranking. */
export const riskLevels = ["low", "medium", "high"] as const;

/** low: any time · medium: in a quiet hour, with care · high: inside a maintenance window. */
export type RiskLevel = (typeof riskLevels)[number];
