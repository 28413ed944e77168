/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads notifications of Amazon SNS, and checks them with the certificate that they name. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/door/esp-door-sns.h"

#include "channels/text/esp-push-crypto.h"

#include <gcrypt.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_PEM (64 * 1024)

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, text);
  return FALSE;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return "";
  return json_node_get_string (node);
}

/* Nothing but Amazon's own is ever called for a stranger: sns.REGION.amazonaws.com over https. */
static char *
dup_amazon_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_port (uri) > 0 ||
      !g_regex_match_simple ("^sns\\.[a-z0-9-]{3,40}\\.amazonaws\\.com(\\.cn)?$", host, 0, 0))
    return g_strdup ("");
  return g_strdup (url);
}

static char *
make_signed_text (JsonObject *object, gboolean is_notification)
{
  static const char *const notification[] = { "Message",  "MessageId", "Subject", "Timestamp",
                                              "TopicArn", "Type",      NULL };
  static const char *const confirmation[] = { "Message", "MessageId", "SubscribeURL", "Timestamp",
                                              "Token",   "TopicArn",  "Type",         NULL };
  const char *const *names = is_notification ? notification : confirmation;
  GString *text = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    if (json_object_has_member (object, names[i]) || !g_str_equal (names[i], "Subject"))
      g_string_append_printf (text, "%s\n%s\n", names[i], get_text (object, names[i]));
  return g_string_free (text, FALSE);
}

/**
 * esp_sns_note_parse:
 *
 * Returns: (transfer full): what it says, not proven yet; %NULL with @error set when it is none
 */
EspSnsNote *
esp_sns_note_parse (const EspDoorCall *call, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize n = 0;
  const char *data = g_bytes_get_data (call->body, &n);
  JsonNode *root;
  JsonObject *object;
  EspSnsNote *self;
  guchar *signature;
  gsize n_signature = 0;

  if (n == 0 || !json_parser_load_from_data (parser, data, (gssize) n, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      (void) refuse (error, "It is no notification of Amazon SNS"); /* told by NULL */
      return NULL;
    }
  object = json_node_get_object (root);
  self = g_new0 (EspSnsNote, 1);
  self->type = g_strdup (get_text (object, "Type"));
  self->message = g_strdup (get_text (object, "Message"));
  self->topic = g_strdup (get_text (object, "TopicArn"));
  self->certificate = dup_amazon_url (get_text (object, "SigningCertURL"));
  self->confirm = dup_amazon_url (get_text (object, "SubscribeURL"));
  self->is_sha256 = g_str_equal (get_text (object, "SignatureVersion"), "2");
  self->signed_text = make_signed_text (object, g_str_equal (self->type, "Notification"));
  signature = g_base64_decode (get_text (object, "Signature"), &n_signature);
  self->signature = g_bytes_new_take (signature, n_signature);
  return self;
}

void
esp_sns_note_free (EspSnsNote *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->message);
  g_free (self->certificate);
  g_free (self->confirm);
  g_free (self->topic);
  g_free (self->signed_text);
  g_bytes_unref (self->signature);
  g_free (self);
}

/* One element of DER within @n bytes. Moves @at behind its head and gives its size. */
static gboolean
enter (const guint8 *der, gsize n, gsize *at, guint8 tag, gsize *out_size)
{
  gsize size;

  if (*at + 2 > n || der[*at] != tag)
    return FALSE;
  size = der[*at + 1];
  *at += 2;
  if (size >= 0x80)
    {
      guint n_bytes = size & 0x7f;

      if (n_bytes == 0 || n_bytes > 3 || *at + n_bytes > n)
        return FALSE;
      size = 0;
      for (guint i = 0; i < n_bytes; i++)
        size = size << 8 | der[(*at)++];
    }
  *out_size = size;
  return size <= n - *at;
}

/* The public key of a certificate: behind the name of its algorithm, rsaEncryption. */
static gcry_sexp_t
read_key (const guint8 *der, gsize n)
{
  static const guint8 name[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
  gcry_sexp_t key = NULL;

  for (gsize i = 0; i + sizeof name < n; i++)
    {
      gsize at = i + sizeof name;
      gsize size = 0;
      gsize n_modulus = 0;
      const guint8 *modulus;

      if (memcmp (der + i, name, sizeof name) != 0)
        continue;
      if (at + 2 <= n && der[at] == 0x05 && der[at + 1] == 0)
        at += 2;
      if (!enter (der, n, &at, 0x03, &size) || size == 0 || der[at++] != 0 ||
          !enter (der, n, &at, 0x30, &size) || !enter (der, n, &at, 0x02, &n_modulus))
        continue;
      modulus = der + at;
      at += n_modulus;
      if (enter (der, n, &at, 0x02, &size) && n_modulus >= 128 && size > 0 && size <= 8 &&
          gcry_sexp_build (&key, NULL, "(public-key (rsa (n %b) (e %b)))", (int) n_modulus, modulus,
                           (int) size, der + at) == 0)
        return key;
    }
  return NULL;
}

static guchar *
decode_pem (const char *pem, gsize *out_n)
{
  static const char first[] = "-----BEGIN CERTIFICATE-----";
  const char *begin = strstr (pem, first);
  const char *end = NULL;
  g_autofree char *text = NULL;

  if (begin != NULL)
    begin += strlen (first); /* the dashes of one line are not those of the other as well */
  if (begin != NULL)
    end = strstr (begin, "-----END CERTIFICATE-----");
  if (end == NULL || end - begin > MAX_PEM)
    return NULL;
  text = g_strndup (begin, (gsize) (end - begin));
  return g_base64_decode (text, out_n);
}

static gboolean
verify (const EspSnsNote *note, gcry_sexp_t key)
{
  const char *algorithm = note->is_sha256 ? "sha256" : "sha1";
  guint8 hash[32];
  gsize n_hash = sizeof hash;
  g_autoptr (GChecksum) checksum =
    g_checksum_new (note->is_sha256 ? G_CHECKSUM_SHA256 : G_CHECKSUM_SHA1);
  gcry_sexp_t data = NULL;
  gcry_sexp_t proof = NULL;
  gboolean is_good = FALSE;

  g_checksum_update (checksum, (const guchar *) note->signed_text, -1);
  g_checksum_get_digest (checksum, hash, &n_hash);
  if (gcry_sexp_build (&data, NULL, "(data (flags pkcs1) (hash %s %b))", algorithm, (int) n_hash,
                       hash) == 0 &&
      gcry_sexp_build (&proof, NULL, "(sig-val (rsa (s %b)))",
                       (int) g_bytes_get_size (note->signature),
                       g_bytes_get_data (note->signature, NULL)) == 0)
    is_good = gcry_pk_verify (proof, data, key) == 0;
  gcry_sexp_release (data);
  gcry_sexp_release (proof);
  return is_good;
}

/**
 * esp_sns_prove:
 * @pem: the certificate, as it was fetched from the address that the notification names
 *
 * Returns: whether Amazon signed it; %FALSE with @error set
 */
gboolean
esp_sns_prove (const EspSnsNote *note, const char *pem, GError **error)
{
  gsize n = 0;
  g_autofree guchar *der = decode_pem (pem, &n);
  gcry_sexp_t key;
  gboolean is_good;

  if (der == NULL || g_bytes_get_size (note->signature) == 0)
    return refuse (error, "The certificate or the signature cannot be read");
  esp_push_crypto_init ();
  key = read_key (der, n);
  is_good = key != NULL && verify (note, key);
  gcry_sexp_release (key);
  return is_good ? TRUE : refuse (error, "The signature of Amazon is wrong");
}
