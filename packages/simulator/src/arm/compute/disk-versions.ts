/** Versions of the disk service, oldest first. */
export const DISK_API_VERSIONS = [
  '2019-07-01',
  '2020-12-01',
  '2021-04-01',
  '2021-12-01',
  '2022-03-02',
  '2022-07-02',
  '2023-01-02',
  '2023-04-02',
  '2023-10-02',
  '2024-03-02',
  '2025-01-02',
  '2026-03-02',
] as const;

/** The first of them that knows of private links. */
export const PRIVATE_LINK_SINCE = '2020-12-01';
