/** The four ways to decide *when* over the same services. */
export const coordinations = ['choreography', 'orchestration', 'hybrid', 'calls'] as const;
export type Coordination = (typeof coordinations)[number];
