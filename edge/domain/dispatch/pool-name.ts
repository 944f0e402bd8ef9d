/** The pool that accounts and nodes join unless the operator says otherwise. */
export const DEFAULT_POOL = "pool:default:any:0";
