/**
 * On what holds data, itself or in what an operator makes of it: nothing that is removed from git, and no
 * application that is deleted, takes it along (Argo CD, "Sync Options").
 */
export const KEPT = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
