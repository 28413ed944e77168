/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Web push: each message is encrypted for one browser and posted to the place that the browser named. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-services.h"

#include "channels/text/esp-push-crypto.h"

#include <gcrypt.h>
#include <string.h>

#define TOKEN_LIFE_S (12 * 3600)
#define TOPIC_BYTES 24 /* 32 letters, the most that a topic may have */
/* Services of browsers answer at once: whoever does not holds one of the few calls. */
#define TIMEOUT_S 20
#define N_CALLS 8 /* side by side; the services of browsers ask for no more than good manners */

/* Where one browser takes messages. */
typedef struct
{
  char *endpoint;
  guint8 point[ESP_P256_POINT];
  guint8 auth[ESP_PUSH_SALT];
} Subscription;

static gboolean
copy_key (const char *text, guint8 *out, gsize size)
{
  gsize n = 0;
  g_autofree guint8 *bytes = text != NULL ? esp_base64url_decode (text, &n) : NULL;

  if (bytes == NULL || n != size)
    return FALSE;
  memcpy (out, bytes, size);
  return TRUE;
}

/* {"endpoint":…,"keys":{"p256dh":…,"auth":…}}, as browsers give it. */
static gboolean
read_subscription (const char *json, Subscription *out, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *keys = esp_json_get_object (object, "keys");
  g_autofree char *point = esp_json_dup_text (keys, "p256dh");
  g_autofree char *auth = esp_json_dup_text (keys, "auth");

  out->endpoint = esp_json_dup_text (object, "endpoint");
  if (out->endpoint != NULL && copy_key (point, out->point, sizeof out->point) &&
      copy_key (auth, out->auth, sizeof out->auth))
    return TRUE;
  g_clear_pointer (&out->endpoint, g_free);
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                       "The push subscription of this person cannot be read");
  return FALSE;
}

static char *
make_payload (const EspTextDoc *doc)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_json_add_text (builder, "title", doc->text.title);
  esp_json_add_text (builder, "body", doc->text.body);
  esp_json_add_text (builder, "link", doc->link);
  esp_json_add_text (builder, "icon", doc->icon);
  json_builder_end_object (builder);
  return esp_json_builder_finish (builder);
}

static gboolean
can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  Subscription subscription = { NULL };
  g_autofree char *payload = make_payload (item->doc);
  gboolean is_fine = read_subscription (item->out->to, &subscription, error);

  g_free (subscription.endpoint);
  if (is_fine && strlen (payload) > ESP_PUSH_MAX_PLAINTEXT)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "The push is longer than %d bytes", ESP_PUSH_MAX_PLAINTEXT);
      return FALSE;
    }
  return is_fine;
}

static gboolean
load_pair (EspGateway *self, EspP256Pair *out_pair, GError **error)
{
  guint8 secret[ESP_P256_SCALAR];
  const char *text;

  if (!esp_gateway_need (self, "vapid-private-key", &text, error))
    return FALSE;
  if (copy_key (text, secret, sizeof secret))
    return esp_p256_pair_from_secret (secret, out_pair, error);
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_SECRET,
                       "The private VAPID key is not 32 bytes of base64url");
  return FALSE;
}

static char *
make_authorization (EspGateway *self, const char *endpoint, GError **error)
{
  EspP256Pair pair;
  g_autofree char *audience = esp_vapid_make_audience (endpoint);
  g_autofree char *token = NULL;
  g_autofree char *key = NULL;
  const char *subject;

  if (!esp_gateway_need (self, "subject", &subject, error) || !load_pair (self, &pair, error))
    return NULL;
  token =
    esp_vapid_make_token (&pair, audience, subject,
                          esp_clock_now_us (self->clock) / ESP_USEC_PER_SEC + TOKEN_LIFE_S, error);
  if (token == NULL)
    return NULL;
  key = esp_base64url_encode (pair.point, sizeof pair.point);
  return g_strdup_printf ("vapid t=%s, k=%s", token, key);
}

static GBytes *
make_body (const EspTextDoc *doc, const Subscription *subscription, GError **error)
{
  EspP256Pair once;
  guint8 salt[ESP_PUSH_SALT];
  g_autofree char *payload = make_payload (doc);

  if (!esp_p256_pair_new (&once, error))
    return NULL;
  gcry_randomize (salt, sizeof salt, GCRY_STRONG_RANDOM);
  return esp_push_encrypt (payload, subscription->point, subscription->auth, &once, salt, error);
}

/* The same message offered again takes the place of the first while that still waits for the browser: RFC 8030, 5.4. */
static char *
make_topic (const EspGatewayItem *item)
{
  guint8 digest[32];
  gsize n = sizeof digest;
  g_autofree char *mark = esp_gateway_dup_mark (item);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, (const guchar *) mark, -1);
  g_checksum_get_digest (sum, digest, &n);
  return esp_base64url_encode (digest, TOPIC_BYTES);
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  Subscription subscription = { NULL };
  g_autofree char *endpoint = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *topic = NULL;
  g_autoptr (GBytes) body = NULL;
  EspWebRequest *request;

  if (!read_subscription (item->out->to, &subscription, error))
    return NULL;
  endpoint = subscription.endpoint;
  authorization = make_authorization (self, endpoint, error);
  body = authorization != NULL ? make_body (item->doc, &subscription, error) : NULL;
  if (body == NULL)
    return NULL;
  request = esp_web_request_new ("POST", endpoint);
  esp_web_request_take_body (request, "application/octet-stream", g_steal_pointer (&body));
  esp_web_request_add_header (request, "Content-Encoding", "aes128gcm");
  esp_web_request_add_header (request, "TTL", esp_gateway_get (self, "ttl"));
  esp_web_request_add_header (request, "Urgency", esp_gateway_get (self, "urgency"));
  topic = make_topic (item);
  esp_web_request_add_header (request, "Topic", topic);
  esp_web_request_add_header (request, "Authorization", authorization);
  return request;
}

/* The key of the sender is another than the one that the browser subscribed with: of that one browser alone.
 * Words of Google, Mozilla and Apple. */
static gboolean
is_other_key (const char *words)
{
  static const char *const marks[] = { "credentials used to create the subscription",
                                       "unauthorizedregistration", "vapid public key mismatch",
                                       "vapidpkhashmismatch" };
  g_autofree char *folded = g_ascii_strdown (words != NULL ? words : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (strstr (folded, marks[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Where browsers send those who write to them: what one of these says of a key holds for all. */
static gboolean
is_of_browsers (const char *endpoint)
{
  static const char *const domains[] = { ".googleapis.com", ".mozilla.com", ".mozaws.net",
                                         ".push.apple.com", ".notify.windows.com" };
  g_autofree char *host = esp_web_dup_host (endpoint, NULL);
  g_autofree char *dotted = g_strconcat (".", host != NULL ? host : "", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    if (g_str_has_suffix (dotted, domains[i]))
      return TRUE;
  return FALSE;
}

/**
 * esp_web_push_refusal_of:
 * @status: 400 to 499
 * @words: (nullable): the body of the answer
 *
 * An endpoint is the word of a browser, or of whoever wrote the list: what one of them refuses stops the others only
 * when a service of browsers says that our key or our token is wrong. Nobody is suppressed for a key: with the
 * wrong one in the settings that would be everybody.
 *
 * Returns: whose matter it is
 */
EspRefusal
esp_web_push_refusal_of (const char *endpoint, guint status, const char *words)
{
  if (status == 404 || status == 410)
    return ESP_REFUSAL_HARD; /* the browser does not take any more */
  if ((status == 401 || status == 403) && !is_other_key (words) && is_of_browsers (endpoint))
    return ESP_REFUSAL_ACCOUNT;
  return ESP_REFUSAL_CONTENT;
}

/* The place of one browser is away, busy or wants fewer: where it is no service of browsers the others know nothing of it. */
static gboolean
read_silence (EspGatewayItem *item, const char *endpoint, const EspWebReply *reply)
{
  if (is_of_browsers (endpoint))
    return FALSE;
  esp_gateway_refuse (item, ESP_REFUSAL_SOFT, (int) reply->status,
                      reply->trouble != NULL ? reply->trouble : reply->body);
  return TRUE;
}

static gboolean
read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  EspGatewayItem *item = items->pdata[0];
  Subscription subscription = { NULL };
  g_autofree char *endpoint = NULL;

  if (reply->status >= 200 && reply->status < 300)
    {
      esp_gateway_accept (item, (int) reply->status, NULL);
      return TRUE;
    }
  if (!read_subscription (item->out->to, &subscription, NULL))
    return FALSE;
  endpoint = subscription.endpoint;
  if (reply->status == 0 || reply->status == 408 || reply->status == 425 || reply->status == 429 ||
      reply->status == 503)
    return read_silence (item, endpoint, reply);
  if (reply->status < 400 || reply->status >= 500)
    return FALSE;
  esp_gateway_refuse (item, esp_web_push_refusal_of (endpoint, reply->status, reply->body),
                      (int) reply->status, reply->body);
  return TRUE;
}

const EspTextGateway esp_web_push = {
  .kind = "web-push",
  .max_batch = 1,
  .max_parallel = N_CALLS,
  .timeout_s = TIMEOUT_S,
  .n_calls = N_CALLS,
  .is_scattered = TRUE,
  .can_take = can_take,
  .make_send = make_send,
  .read_send = read_send,
};
