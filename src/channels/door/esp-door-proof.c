/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks that a call comes from the service that it names: signatures are computed again, and compared in a
 * time that tells nothing. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/door/esp-door-proof.h"

#include "channels/text/esp-push-crypto.h"

#include <gcrypt.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_AGE_S (5 * 60)
#define MAX_PAIRS 200

typedef gboolean (*ProveFunc) (const char *key,
                               const char *url,
                               const EspDoorCall *call,
                               gint64 now_s);

static gboolean
is_same (const char *one, const char *other)
{
  gsize n = strlen (one);
  guint8 difference = 0;

  if (n != strlen (other) || n == 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    difference |= (guint8) (one[i] ^ other[i]);
  return difference == 0;
}

static gboolean
is_recent (const char *seconds, gint64 now_s)
{
  gint64 at = 0;

  return g_ascii_string_to_signed (seconds, 10, 0, G_MAXINT64, &at, NULL) &&
         ABS (now_s - at) <= MAX_AGE_S;
}

static char *
dup_hmac (GChecksumType type,
          const guchar *key,
          gsize n_key,
          const char *text,
          gsize n,
          gboolean is_hex)
{
  g_autoptr (GHmac) hmac = g_hmac_new (type, key, n_key);
  guint8 digest[64];
  gsize n_digest = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text, (gssize) n);
  if (is_hex)
    return g_strdup (g_hmac_get_string (hmac));
  g_hmac_get_digest (hmac, digest, &n_digest);
  return g_base64_encode (digest, n_digest);
}

/* "signature": { "timestamp", "token", "signature" } in the body */
static gboolean
prove_mailgun (const char *key, const char *url, const EspDoorCall *call, gint64 now_s)
{
  gsize n = 0;
  const char *data = g_bytes_get_data (call->body, &n);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  JsonNode *node = NULL;
  const char *texts[3] = { NULL };
  static const char *const names[] = { "timestamp", "token", "signature" };
  g_autofree char *signed_text = NULL;
  g_autofree char *wanted = NULL;

  if (n == 0 || !json_parser_load_from_data (parser, data, (gssize) n, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    node = json_object_get_member (json_node_get_object (root), "signature");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *part = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                         ? json_object_get_member (json_node_get_object (node), names[i])
                         : NULL;

      if (part == NULL || !JSON_NODE_HOLDS_VALUE (part) ||
          json_node_get_value_type (part) != G_TYPE_STRING)
        return FALSE;
      texts[i] = json_node_get_string (part);
    }
  signed_text = g_strconcat (texts[0], texts[1], NULL);
  wanted = dup_hmac (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key), signed_text,
                     strlen (signed_text), TRUE);
  return is_recent (texts[0], now_s) && is_same (wanted, texts[2]);
}

/* Svix: "v1,BASE64 v1,BASE64 …" over id, timestamp and body */
static gboolean
prove_resend (const char *key, const char *url, const EspDoorCall *call, gint64 now_s)
{
  const char *id = esp_door_call_get (call, "svix-id");
  const char *at = esp_door_call_get (call, "svix-timestamp");
  const char *signatures = esp_door_call_get (call, "svix-signature");
  gsize n_key = 0;
  g_autofree guchar *bytes =
    g_base64_decode (g_str_has_prefix (key, "whsec_") ? key + strlen ("whsec_") : key, &n_key);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *wanted = NULL;
  g_auto (GStrv) words = NULL;

  if (id == NULL || at == NULL || signatures == NULL || n_key == 0 || !is_recent (at, now_s))
    return FALSE;
  g_string_append_printf (text, "%s.%s.", id, at);
  g_string_append_len (text, g_bytes_get_data (call->body, NULL),
                       (gssize) g_bytes_get_size (call->body));
  wanted = dup_hmac (G_CHECKSUM_SHA256, bytes, n_key, text->str, text->len, FALSE);
  words = g_strsplit (signatures, " ", MAX_PAIRS);
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], "v1,") && is_same (wanted, words[i] + 3))
      return TRUE;
  return FALSE;
}

/* "Basic …" of "name:password", or "Bearer …" */
static gboolean
prove_own (const char *key, const char *url, const EspDoorCall *call, gint64 now_s)
{
  const char *given = esp_door_call_get (call, "authorization");
  g_autofree char *coded = g_base64_encode ((const guchar *) key, strlen (key));

  if (given == NULL)
    return FALSE;
  if (g_ascii_strncasecmp (given, "Basic ", 6) == 0)
    return is_same (coded, given + 6);
  return g_ascii_strncasecmp (given, "Bearer ", 7) == 0 && is_same (key, given + 7);
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The address as it was called, and every field of the form by its name */
static gboolean
prove_twilio (const char *key, const char *url, const EspDoorCall *call, gint64 now_s)
{
  const char *given = esp_door_call_get (call, "x-twilio-signature");
  gsize n = 0;
  const char *data = g_bytes_get_data (call->body, &n);
  g_autofree char *body = n > 0 ? g_strndup (data, n) : g_strdup ("");
  g_auto (GStrv) pairs = g_strsplit (body, "&", MAX_PAIRS);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (url);
  g_autofree char *wanted = NULL;

  if (given == NULL || *url == '\0')
    return FALSE;
  for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++)
    {
      char *equal = strchr (pairs[i], '=');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      g_strdelimit (pairs[i], "+", ' ');
      if (equal != NULL)
        *equal = '\0';
      name = g_uri_unescape_string (pairs[i], NULL);
      value = g_uri_unescape_string (equal != NULL ? equal + 1 : "", NULL);
      if (name == NULL || value == NULL)
        return FALSE;
      g_ptr_array_add (lines, g_strdup_printf ("%s\1%s", name, value));
    }
  g_ptr_array_sort (lines, compare_text);
  for (guint i = 0; i < lines->len; i++)
    {
      char *divider = strchr (lines->pdata[i], '\1');

      g_string_append_len (text, lines->pdata[i], divider - (char *) lines->pdata[i]);
      g_string_append (text, divider + 1);
    }
  wanted =
    dup_hmac (G_CHECKSUM_SHA1, (const guchar *) key, strlen (key), text->str, text->len, FALSE);
  return is_same (wanted, given);
}

/* Two numbers of a signature in DER: SEQUENCE { INTEGER r, INTEGER s } */
static gboolean
read_pair (const guint8 *der, gsize n, const guint8 *numbers[2], gsize sizes[2])
{
  gsize at = 2;

  if (n < 8 || der[0] != 0x30 || der[1] != n - 2)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      if (at + 2 > n || der[at] != 0x02 || der[at + 1] > n - at - 2 || der[at + 1] == 0)
        return FALSE;
      numbers[i] = der + at + 2;
      sizes[i] = der[at + 1];
      at += 2 + sizes[i];
    }
  return at == n;
}

static gboolean
verify_p256 (const guint8 *point, const guint8 *hash, const guint8 *signature, gsize n_signature)
{
  const guint8 *numbers[2];
  gsize sizes[2];
  gcry_sexp_t key = NULL;
  gcry_sexp_t data = NULL;
  gcry_sexp_t proof = NULL;
  gboolean is_good = FALSE;

  esp_push_crypto_init ();
  if (read_pair (signature, n_signature, numbers, sizes) &&
      gcry_sexp_build (&key, NULL, "(public-key (ecc (curve \"NIST P-256\") (q %b)))",
                       ESP_P256_POINT, point) == 0 &&
      gcry_sexp_build (&data, NULL, "(data (flags raw) (value %b))", 32, hash) == 0 &&
      gcry_sexp_build (&proof, NULL, "(sig-val (ecdsa (r %b) (s %b)))", (int) sizes[0], numbers[0],
                       (int) sizes[1], numbers[1]) == 0)
    is_good = gcry_pk_verify (proof, data, key) == 0;
  gcry_sexp_release (key);
  gcry_sexp_release (data);
  gcry_sexp_release (proof);
  return is_good;
}

/* ECDSA over timestamp and body; the key is a public one, in SPKI */
static gboolean
prove_sendgrid (const char *key, const char *url, const EspDoorCall *call, gint64 now_s)
{
  const char *given = esp_door_call_get (call, "x-twilio-email-event-webhook-signature");
  const char *at = esp_door_call_get (call, "x-twilio-email-event-webhook-timestamp");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *spki = NULL;
  g_autofree guchar *signature = NULL;
  gsize n_spki = 0;
  gsize n_signature = 0;
  guint8 hash[32];
  gsize n_hash = sizeof hash;

  if (given == NULL || at == NULL) /* what is tried again keeps its time */
    return FALSE;
  spki = g_base64_decode (key, &n_spki);
  signature = g_base64_decode (given, &n_signature);
  if (n_spki < ESP_P256_POINT || spki[n_spki - ESP_P256_POINT] != 4)
    return FALSE;
  g_checksum_update (checksum, (const guchar *) at, -1);
  g_checksum_update (checksum, g_bytes_get_data (call->body, NULL),
                     (gssize) g_bytes_get_size (call->body));
  g_checksum_get_digest (checksum, hash, &n_hash);
  return verify_p256 (spki + n_spki - ESP_P256_POINT, hash, signature, n_signature);
}

static const struct
{
  const char *kind;
  EspDoorProof proof;
  ProveFunc prove; /* (nullable) */
} kinds[] = {
  { "ses", ESP_DOOR_PROOF_AUTHORITY, NULL },
  { "sendgrid", ESP_DOOR_PROOF_KEY, prove_sendgrid },
  { "mailgun", ESP_DOOR_PROOF_KEY, prove_mailgun },
  { "postmark", ESP_DOOR_PROOF_OWN, prove_own },
  { "brevo", ESP_DOOR_PROOF_OWN, prove_own },
  { "resend", ESP_DOOR_PROOF_KEY, prove_resend },
  { "twilio", ESP_DOOR_PROOF_KEY, prove_twilio },
  { "solapi", ESP_DOOR_PROOF_NONE, NULL },
  { "solapi-kakao", ESP_DOOR_PROOF_NONE, NULL },
};

/**
 * esp_door_kind_find:
 * @out_proof: (out) (optional): with what it proves itself
 *
 * Returns: whether this kind of channel can tell by calling us
 */
gboolean
esp_door_kind_find (const char *kind, EspDoorProof *out_proof)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      {
        if (out_proof != NULL)
          *out_proof = kinds[i].proof;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_door_prove:
 * @key: (nullable): what the service signs with, or the name and password that we chose
 * @url: the address as the service calls it
 *
 * For services that prove themselves by a certificate see esp_sns_prove().
 *
 * Returns: whether the call comes from the service; %FALSE with @error set
 */
gboolean
esp_door_prove (const char *kind,
                const char *key,
                const char *url,
                const EspDoorCall *call,
                gint64 now_us,
                GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!g_str_equal (kinds[i].kind, kind))
        continue;
      if (kinds[i].proof == ESP_DOOR_PROOF_NONE)
        return TRUE;
      if (key == NULL || *key == '\0')
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED,
                               "The key that the service signs with is missing");
          return FALSE;
        }
      if (kinds[i].prove != NULL &&
          kinds[i].prove (key, url != NULL ? url : "", call, now_us / G_USEC_PER_SEC))
        return TRUE;
      break;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                       "The signature is missing or wrong, or it is too old");
  return FALSE;
}
