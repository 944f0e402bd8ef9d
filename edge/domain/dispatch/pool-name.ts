/** The pool accounts and nodes join unless told otherwise: `pool:{region}:{class}:{shard}`. */
export const DEFAULT_POOL = "pool:default:any:0";
