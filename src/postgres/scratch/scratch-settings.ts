/**
 * The settings of scratch servers: nothing has to survive a crash, starting must be quick, and nothing may happen in the
 * background while a migration's locks are watched.
 */

/** Setting → value for a major version. */
export function scratchSettings(major: number): Readonly<Record<string, string>> {
  return {
    listen_addresses: "127.0.0.1",
    // nothing here needs to survive
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    max_wal_size: "1GB",
    // small, but with room for a whole schema in one transaction
    shared_buffers: "128MB",
    max_connections: "100",
    max_locks_per_transaction: "256",
    max_prepared_transactions: "4",
    // shared memory as files of the data directory: nothing stays in /dev/shm, whichever way the server ends
    dynamic_shared_memory_type: "mmap",
    // same plan and same timing on every run
    jit: "off",
    autovacuum: "off",
    huge_pages: "off",
    // the default of 18 starts worker processes, which cost time and help nobody here
    ...(major >= 18 ? { io_method: "sync" } : {}),
  };
}
