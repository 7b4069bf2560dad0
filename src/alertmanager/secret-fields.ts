/** A release of Alertmanager. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** How a secret can be kept out of the configuration. */
export interface SecretField {
  /** The sibling that names a file; absent where no release has one. */
  readonly file?: string;
  /** The first release that reads it. */
  readonly since?: Version;
  /** What else to do where there is no such sibling. */
  readonly instead?: string;
}

function from(minor: number, file: string): SecretField {
  return { file, since: { major: 0, minor } };
}

/**
 * The fields of Alertmanager that hold a secret, by the key of the mapping they stand in.
 * Collected from `config/config.go` and `config/notifiers.go` of releases 0.25 to 0.31, and the changelog before.
 */
export const SECRET_FIELDS: Readonly<Record<string, Readonly<Record<string, SecretField>>>> = {
  global: {
    smtp_auth_password: from(25, 'smtp_auth_password_file'),
    smtp_auth_secret: from(31, 'smtp_auth_secret_file'),
    slack_api_url: from(22, 'slack_api_url_file'),
    slack_app_token: from(30, 'slack_app_token_file'),
    opsgenie_api_key: from(24, 'opsgenie_api_key_file'),
    victorops_api_key: from(25, 'victorops_api_key_file'),
    wechat_api_secret: from(31, 'wechat_api_secret_file'),
    rocketchat_token: from(28, 'rocketchat_token_file'),
    rocketchat_token_id: from(28, 'rocketchat_token_id_file'),
    telegram_bot_token: from(31, 'telegram_bot_token_file'),
  },
  discord_configs: { webhook_url: from(27, 'webhook_url_file') },
  email_configs: { auth_password: from(25, 'auth_password_file'), auth_secret: from(31, 'auth_secret_file') },
  incidentio_configs: { alert_source_token: from(29, 'alert_source_token_file') },
  mattermost_configs: { webhook_url: from(30, 'webhook_url_file') },
  msteams_configs: { webhook_url: from(27, 'webhook_url_file') },
  msteamsv2_configs: { webhook_url: from(28, 'webhook_url_file') },
  opsgenie_configs: { api_key: from(24, 'api_key_file') },
  pagerduty_configs: { service_key: from(25, 'service_key_file'), routing_key: from(25, 'routing_key_file') },
  pushover_configs: { user_key: from(26, 'user_key_file'), token: from(26, 'token_file') },
  rocketchat_configs: { token: from(28, 'token_file'), token_id: from(28, 'token_id_file') },
  slack_configs: { api_url: from(22, 'api_url_file'), app_token: from(30, 'app_token_file') },
  telegram_configs: { bot_token: from(26, 'bot_token_file') },
  victorops_configs: { api_key: from(25, 'api_key_file') },
  wechat_configs: { api_secret: from(31, 'api_secret_file') },
  http_config: { bearer_token: from(15, 'bearer_token_file') },
  basic_auth: { password: from(15, 'password_file') },
  authorization: { credentials: from(22, 'credentials_file') },
  oauth2: { client_secret: from(22, 'client_secret_file') },
  tls_config: { key: from(15, 'key_file') },
  sigv4: { secret_key: { instead: 'leave the keys out and name a `profile` or a `role_arn`' } },
};

/** A webhook's address, which is a secret only where it holds one. */
export const WEBHOOK_URL: SecretField = from(26, 'url_file');

// Whoever knows such an address can post to it: its path is the secret.
const CAPABILITY_URL =
  /^https?:\/\/(?:hooks\.slack\.com\/|(?:[a-z]+\.)?discord(?:app)?\.com\/api\/webhooks\/|[^/]*\.webhook\.office\.com\/|[^/]*\.logic\.azure\.com[:/]|chat\.googleapis\.com\/|hooks\.zapier\.com\/)/i;
const USER_INFO = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+@/i;
const SECRET_PARAMETER = /[?&;](?:[a-z_-]*(?:token|secret|password|passwd|signature|api_?key|auth)|key|pass|pwd|sig|code)=[^&;#]/i;

/** Whether an address holds a user's name or password, a token among its parameters, or is known to be a secret itself. */
export function isSecretUrl(text: string): boolean {
  return USER_INFO.test(text) || (/^https?:/i.test(text) && (SECRET_PARAMETER.test(text) || CAPABILITY_URL.test(text)));
}
