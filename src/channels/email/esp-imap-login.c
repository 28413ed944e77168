/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connects to a mailbox, encrypts and signs in with libcurl, and says in a sentence why that failed. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-imap-login.h"

#include "channels/email/esp-smtp-diagnosis.h"
#include "channels/esp-channel.h"

#include <string.h>

typedef struct
{
  EspChannelError code;
  const char *what; /* follows "The mailbox at WHERE " */
} Sentence;

static const Sentence sentences[] = {
  { ESP_CHANNEL_ERROR_DNS, "cannot be found: nobody knows this name. Check its spelling and the "
                           "network connection." },
  { ESP_CHANNEL_ERROR_REFUSED, "cannot be reached: nothing listens there. Check the port: 993 for "
                               "TLS, 143 for STARTTLS." },
  { ESP_CHANNEL_ERROR_TIMEOUT, "does not answer in time. Check name and port; if they are right, "
                               "it is tried again later." },
  { ESP_CHANNEL_ERROR_TLS_NAME, "shows the certificate of another server. Enter the server's name "
                                "exactly as the provider writes it." },
  { ESP_CHANNEL_ERROR_TLS_EXPIRED, "shows a certificate that is not valid today. Check the date of "
                                   "this computer, or ask the server's owner to renew it." },
  { ESP_CHANNEL_ERROR_TLS_SELF_SIGNED, "shows a certificate that signed itself. If the server is "
                                       "yours, name the certificate as the file of authorities." },
  { ESP_CHANNEL_ERROR_TLS_UNTRUSTED, "shows a certificate that cannot be trusted. Ask the server's "
                                     "owner to repair it, or name the file of your authority." },
  { ESP_CHANNEL_ERROR_TLS_FAILED, "and this computer do not agree on encryption. Choose TLS for "
                                  "port 993, STARTTLS for 143." },
  { ESP_CHANNEL_ERROR_NO_STARTTLS, "does not offer encryption (STARTTLS). Choose TLS with port "
                                   "993; a password is never sent unencrypted." },
  { ESP_CHANNEL_ERROR_AUTH, "refuses the user name or the password. Many providers want an app "
                            "password, and IMAP turned on in the settings of the mailbox." },
  { ESP_CHANNEL_ERROR_CUT, "closed the connection in the middle. It is tried again later." },
  { ESP_CHANNEL_ERROR_NOT_SMTP, "answers, but not as a mailbox does. Check name and port." },
  { ESP_CHANNEL_ERROR_INVALID, "cannot be used with these settings. Check the file of "
                               "authorities." },
  { ESP_CHANNEL_ERROR_FAILED, "could not be opened. It is tried again later." },
};

static EspChannelError
judge_certificate (CURL *easy, const char *text)
{
  struct curl_certinfo *certificates = NULL;

  if (strstr (text, "does not match") != NULL || strstr (text, "match target host") != NULL)
    return ESP_CHANNEL_ERROR_TLS_NAME;
  (void) curl_easy_getinfo (easy, CURLINFO_CERTINFO, &certificates);
  switch (esp_smtp_judge_certificate (certificates, g_get_real_time ()))
    {
    case ESP_SMTP_CERTIFICATE_EXPIRED:
      return ESP_CHANNEL_ERROR_TLS_EXPIRED;
    case ESP_SMTP_CERTIFICATE_SELF_SIGNED:
      return ESP_CHANNEL_ERROR_TLS_SELF_SIGNED;
    case ESP_SMTP_CERTIFICATE_UNKNOWN:
    default:
      return ESP_CHANNEL_ERROR_TLS_UNTRUSTED;
    }
}

static EspChannelError
find_code (CURL *easy, CURLcode code, const char *text)
{
  switch ((int) code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      return ESP_CHANNEL_ERROR_DNS;
    case CURLE_COULDNT_CONNECT:
      return ESP_CHANNEL_ERROR_REFUSED;
    case CURLE_OPERATION_TIMEDOUT:
      return ESP_CHANNEL_ERROR_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
      return judge_certificate (easy, text);
    case CURLE_SSL_CONNECT_ERROR:
      return ESP_CHANNEL_ERROR_TLS_FAILED;
    case CURLE_USE_SSL_FAILED:
      return ESP_CHANNEL_ERROR_NO_STARTTLS;
    case CURLE_LOGIN_DENIED:
      return ESP_CHANNEL_ERROR_AUTH;
    case CURLE_WEIRD_SERVER_REPLY:
      return ESP_CHANNEL_ERROR_NOT_SMTP;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return ESP_CHANNEL_ERROR_CUT;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
      return ESP_CHANNEL_ERROR_INVALID;
    default:
      return ESP_CHANNEL_ERROR_FAILED;
    }
}

static void
tell (const EspImapAccount *account, EspChannelError code, GError **error)
{
  g_autofree char *where = esp_imap_account_to_where (account);
  const char *what = sentences[G_N_ELEMENTS (sentences) - 1].what;

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code)
      what = sentences[i].what;
  g_set_error (error, ESP_CHANNEL_ERROR, (int) code, "The mailbox at %s %s", where, what);
}

static int
progress_cb (void *user_data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  return g_cancellable_is_cancelled (user_data) ? 1 : 0;
}

static void
set_login (CURL *easy, const EspImapAccount *account, const char *secret)
{
  static const char *const options[] = { "AUTH=*", "AUTH=PLAIN", "AUTH=LOGIN", "AUTH=XOAUTH2" };

  curl_easy_setopt (easy, CURLOPT_USERNAME, account->user);
  if (account->auth == ESP_SMTP_AUTH_XOAUTH2)
    curl_easy_setopt (easy, CURLOPT_XOAUTH2_BEARER, secret != NULL ? secret : "");
  else
    curl_easy_setopt (easy, CURLOPT_PASSWORD, secret != NULL ? secret : "");
  if (account->auth != ESP_SMTP_AUTH_AUTO)
    curl_easy_setopt (easy, CURLOPT_LOGIN_OPTIONS, options[account->auth]);
  curl_easy_setopt (easy, CURLOPT_SASL_IR, 1L);
}

static void
set_security (CURL *easy, const EspImapAccount *account)
{
  if (account->security == ESP_SMTP_SECURITY_STARTTLS || account->security == ESP_SMTP_SECURITY_TLS)
    curl_easy_setopt (easy, CURLOPT_USE_SSL, (long) CURLUSESSL_ALL);
  else if (account->security == ESP_SMTP_SECURITY_OPTIONAL)
    curl_easy_setopt (easy, CURLOPT_USE_SSL, (long) CURLUSESSL_TRY);
  curl_easy_setopt (easy, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (account->ca_file != NULL && *account->ca_file != '\0')
    curl_easy_setopt (easy, CURLOPT_CAINFO, account->ca_file);
}

/**
 * esp_imap_login:
 * @secret: (nullable)
 *
 * Returns: (transfer full) (nullable): a handle that is signed in; %NULL with @error set
 */
CURL *
esp_imap_login (const EspImapAccount *account,
                const char *secret,
                GCancellable *cancellable,
                GError **error)
{
  gboolean is_tls = account->security == ESP_SMTP_SECURITY_TLS;
  g_autofree char *where = esp_imap_account_to_where (account);
  g_autofree char *url = g_strdup_printf ("%s://%s/", is_tls ? "imaps" : "imap", where);
  char text[CURL_ERROR_SIZE] = "";
  CURL *easy = curl_easy_init ();
  CURLcode code;

  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
  curl_easy_setopt (easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, text);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT, (long) account->timeout_s);
  curl_easy_setopt (easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long) account->timeout_s);
  curl_easy_setopt (easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (easy, CURLOPT_XFERINFODATA, cancellable);
  set_security (easy, account);
  set_login (easy, account, secret);
  code = curl_easy_perform (easy);
  if (code == CURLE_OK)
    {
      curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, NULL);
      return easy;
    }
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    tell (account, find_code (easy, code, text), error);
  curl_easy_cleanup (easy);
  return NULL;
}
