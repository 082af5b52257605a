/** How the tables call those who take part; targets find them by these names. */
export const CHAPPE = 'Chappe';
export const NODE_FILE = 'Node, the same bytes from a file';
export const NGINX_FILE = 'nginx, the same bytes from a file';
export const NGINX_STATIC_GZIP = 'nginx gzip_static, compressed beforehand';
export const NGINX_GZIP_1 = 'nginx gzip on the fly, level 1 (its default)';
export const NGINX_GZIP_6 = 'nginx gzip on the fly, level 6';
export const POSTGRES = 'PostgreSQL';
export const POSTGRES_LATER = 'PostgreSQL, indexes made afterwards';
export const CHDB = 'chDB (ClickHouse)';
export const DUCKDB = 'DuckDB';
export const APPENDED_MAIL = 'smtp-server, the same messages to the end of a file';
export const NODEMAILER = 'nodemailer pool, prepared messages, signed and sent';
