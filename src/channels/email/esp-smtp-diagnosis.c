/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns what a failed sign-in looked like into a sentence: what is wrong, where, and what to do. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-diagnosis.h"

#include "channels/esp-channel.h"

#include <errno.h>
#include <string.h>

typedef struct
{
  EspChannelError code;
  const char *what; /* follows "The mail server WHERE " */
  const char *advice;
} Sentence;

static const Sentence sentences[] = {
  { ESP_CHANNEL_ERROR_DNS, "cannot be found: nobody knows this name",
    "Check the spelling of the server's name and the network connection." },
  { ESP_CHANNEL_ERROR_REFUSED, "refuses the connection: nothing listens on this port",
    "Check the port: 465 for TLS, 587 for STARTTLS." },
  { ESP_CHANNEL_ERROR_UNREACHABLE, "cannot be reached from this network",
    "Check the network connection, a VPN or a firewall." },
  { ESP_CHANNEL_ERROR_PORT_BLOCKED, "does not answer on port 25",
    "Most providers block port 25: use 465 with TLS or 587 with STARTTLS." },
  { ESP_CHANNEL_ERROR_TIMEOUT, "does not answer in time",
    "Check name and port; if they are right, try again later or ask whether a firewall blocks the "
    "port." },
  { ESP_CHANNEL_ERROR_TLS_NAME, "shows the certificate of another server",
    "Enter the server's name exactly as the provider writes it; do not use an IP address." },
  { ESP_CHANNEL_ERROR_TLS_UNTRUSTED,
    "shows a certificate that cannot be trusted: it comes from an unknown authority",
    "Ask the server's owner to repair it, or name the file of your own authority in the "
    "settings." },
  { ESP_CHANNEL_ERROR_TLS_SELF_SIGNED,
    "shows a certificate that cannot be trusted: it is self-signed",
    "If the server is yours, name its certificate as the file of authorities in the settings; "
    "otherwise ask its owner for a real one." },
  { ESP_CHANNEL_ERROR_TLS_EXPIRED, "shows a certificate that is not valid today: it has expired",
    "Check the date of this computer; if it is right, ask the server's owner to renew it." },
  { ESP_CHANNEL_ERROR_SILENT, "takes the connection and says nothing",
    "It may expect encryption from the first byte: choose TLS, as port 465 wants it." },
  { ESP_CHANNEL_ERROR_TLS_FAILED, "and this computer do not agree on encryption",
    "If the port is 587 choose STARTTLS, if it is 465 choose TLS." },
  { ESP_CHANNEL_ERROR_NO_STARTTLS, "does not offer encryption (STARTTLS)",
    "Choose TLS with port 465; a password is never sent unencrypted." },
  { ESP_CHANNEL_ERROR_NO_AUTH, "offers no way to sign in that can be used here",
    "Check the port: 587 and 465 are for signing in, 25 is not; or remove the user name." },
  { ESP_CHANNEL_ERROR_AUTH, "refuses the user name or the password",
    "Enter them again. Many providers, Gmail, Naver and Daum among them, want an app password and "
    "SMTP turned on in the settings of the mailbox." },
  { ESP_CHANNEL_ERROR_BUSY, "asks to come back later",
    "Nothing needs to be done: it is tried again by itself. If it stays so, lower the rate." },
  { ESP_CHANNEL_ERROR_SENDER, "refuses this computer or the sender",
    "Check the sender address, and ask the provider whether this account may send." },
  { ESP_CHANNEL_ERROR_NOT_SMTP, "answers, but not as a mail server does",
    "Check name and port: 465 for TLS, 587 for STARTTLS." },
  { ESP_CHANNEL_ERROR_CUT, "closed the connection in the middle",
    "If the port is 465 choose TLS; otherwise try again later." },
  { ESP_CHANNEL_ERROR_INVALID, "cannot be used with these settings",
    "Check the file of authorities and the other settings of the account." },
  { ESP_CHANNEL_ERROR_SECRET, "needs a password, and none is in the keyring",
    "Enter the password again." },
  { ESP_CHANNEL_ERROR_FAILED, "could not be used", "Try again later." },
};

static const Sentence *
find_sentence (int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if ((int) sentences[i].code == code)
      return &sentences[i];
  return &sentences[G_N_ELEMENTS (sentences) - 1];
}

/**
 * esp_smtp_error_new:
 * @code: an EspChannelError
 * @symptom: (nullable): adds the server's own words
 *
 * Returns: (transfer full): the sentence for @code
 */
GError *
esp_smtp_error_new (const EspSmtpAccount *account, int code, const EspSmtpSymptom *symptom)
{
  const Sentence *sentence = find_sentence (code);
  g_autofree char *where = esp_smtp_account_to_where (account);
  g_autofree char *reply = NULL;

  if (symptom != NULL && symptom->reply_code >= 400)
    reply = g_strdup_printf (" (%d %s)", symptom->reply_code, symptom->reply);
  else if (code == ESP_CHANNEL_ERROR_FAILED && symptom != NULL && symptom->curl_text[0] != '\0')
    reply = g_strdup_printf (" (%s)", symptom->curl_text);
  return g_error_new (ESP_CHANNEL_ERROR, code, "The mail server %s %s%s. %s", where, sentence->what,
                      reply != NULL ? reply : "", sentence->advice);
}

static EspChannelError
diagnose_connect (const EspSmtpAccount *account, const EspSmtpSymptom *symptom)
{
  switch (symptom->os_errno)
    {
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
      return ESP_CHANNEL_ERROR_UNREACHABLE;
    case ETIMEDOUT:
      return account->port == 25 ? ESP_CHANNEL_ERROR_PORT_BLOCKED : ESP_CHANNEL_ERROR_TIMEOUT;
    default:
      return ESP_CHANNEL_ERROR_REFUSED;
    }
}

static EspChannelError
diagnose_reply (const EspSmtpSymptom *symptom, EspChannelError without_reply)
{
  if (symptom->reply_code >= 400 && symptom->reply_code < 500)
    return ESP_CHANNEL_ERROR_BUSY;
  if (symptom->reply_code >= 500)
    return ESP_CHANNEL_ERROR_SENDER;
  return without_reply;
}

static EspChannelError
diagnose_login (const EspSmtpSymptom *symptom)
{
  if (symptom->reply_code >= 400 && symptom->reply_code < 500)
    return ESP_CHANNEL_ERROR_BUSY;
  return symptom->reply_code >= 500 ? ESP_CHANNEL_ERROR_AUTH : ESP_CHANNEL_ERROR_NO_AUTH;
}

static EspChannelError
diagnose_certificate (const EspSmtpSymptom *symptom)
{
  if (strstr (symptom->curl_text, "does not match") != NULL)
    return ESP_CHANNEL_ERROR_TLS_NAME;
  if (symptom->certificate == ESP_SMTP_CERTIFICATE_EXPIRED)
    return ESP_CHANNEL_ERROR_TLS_EXPIRED;
  return symptom->certificate == ESP_SMTP_CERTIFICATE_SELF_SIGNED
           ? ESP_CHANNEL_ERROR_TLS_SELF_SIGNED
           : ESP_CHANNEL_ERROR_TLS_UNTRUSTED;
}

/* "2026-01-31 10:00:00 GMT", as libcurl writes it; 0 when it is not one. */
static gint64
read_date (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *iso = g_strndup (text, strlen ("2026-01-31 10:00:00"));
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (iso, utc);

  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
}

static const char *
find_fact (const struct curl_slist *facts, const char *name)
{
  gsize length = strlen (name);

  for (; facts != NULL; facts = facts->next)
    if (strncmp (facts->data, name, length) == 0 && facts->data[length] == ':')
      return facts->data + length + 1;
  return "";
}

/**
 * esp_smtp_judge_certificate:
 * @certificates: (nullable): as libcurl saw them, the server's own first
 *
 * Returns: what is wrong with the server's certificate
 */
EspSmtpCertificate
esp_smtp_judge_certificate (const struct curl_certinfo *certificates, gint64 now_us)
{
  const struct curl_slist *own;
  gint64 from_us;
  gint64 until_us;

  if (certificates == NULL || certificates->num_of_certs < 1)
    return ESP_SMTP_CERTIFICATE_UNKNOWN;
  own = certificates->certinfo[0];
  from_us = read_date (find_fact (own, "Start date"));
  until_us = read_date (find_fact (own, "Expire date"));
  if ((until_us != 0 && now_us > until_us) || (from_us != 0 && now_us < from_us))
    return ESP_SMTP_CERTIFICATE_EXPIRED;
  if (*find_fact (own, "Subject") != '\0' &&
      strcmp (find_fact (own, "Subject"), find_fact (own, "Issuer")) == 0)
    return ESP_SMTP_CERTIFICATE_SELF_SIGNED;
  return ESP_SMTP_CERTIFICATE_UNKNOWN;
}

static EspChannelError
find_code (const EspSmtpAccount *account, const EspSmtpSymptom *symptom)
{
  switch ((int) symptom->curl_code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      return ESP_CHANNEL_ERROR_DNS;
    case CURLE_COULDNT_CONNECT:
      return diagnose_connect (account, symptom);
    case CURLE_OPERATION_TIMEDOUT:
      if (symptom->was_connected && symptom->reply_code == 0 &&
          account->security != ESP_SMTP_SECURITY_TLS)
        return ESP_CHANNEL_ERROR_SILENT;
      return account->port == 25 && !symptom->was_connected ? ESP_CHANNEL_ERROR_PORT_BLOCKED
                                                            : ESP_CHANNEL_ERROR_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
      return diagnose_certificate (symptom);
    case CURLE_SSL_CONNECT_ERROR:
      return ESP_CHANNEL_ERROR_TLS_FAILED;
    case CURLE_USE_SSL_FAILED:
      return ESP_CHANNEL_ERROR_NO_STARTTLS;
    case CURLE_LOGIN_DENIED:
      return diagnose_login (symptom);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_REMOTE_ACCESS_DENIED:
      return diagnose_reply (symptom, ESP_CHANNEL_ERROR_NOT_SMTP);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return diagnose_reply (symptom, ESP_CHANNEL_ERROR_CUT);
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
      return ESP_CHANNEL_ERROR_INVALID;
    default:
      return ESP_CHANNEL_ERROR_FAILED;
    }
}

/**
 * esp_smtp_diagnose:
 *
 * Returns: (transfer full): an error of ESP_CHANNEL_ERROR whose message helps
 */
GError *
esp_smtp_diagnose (const EspSmtpAccount *account, const EspSmtpSymptom *symptom)
{
  return esp_smtp_error_new (account, find_code (account, symptom), symptom);
}
