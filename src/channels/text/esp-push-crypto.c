/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cryptography of web push: RFC 8291 content encoding and RFC 8292 tokens, on P-256. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-push-crypto.h"

#include <gcrypt.h>
#include <string.h>

#define CURVE "NIST P-256"
#define HASH_SIZE 32
#define TAG_SIZE 16
#define KEY_SIZE 16
#define NONCE_SIZE 12
#define RECORD_SIZE 4096

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Encryption failed: %s", what);
  return FALSE;
}

/**
 * esp_push_crypto_init:
 *
 * Sets the library up that does the mathematics. May be called often, on any thread.
 */
void
esp_push_crypto_init (void)
{
  static gsize is_ready = 0;

  if (!g_once_init_enter (&is_ready))
    return;
  (void) gcry_check_version (NULL); /* sets the library up, as it wants */
  if (!gcry_control (GCRYCTL_INITIALIZATION_FINISHED_P))
    {
      gcry_control (GCRYCTL_DISABLE_SECMEM, 0);
      gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
  g_once_init_leave (&is_ready, 1);
}

static gboolean
print_mpi (gcry_mpi_t number, guint8 *out, gsize size)
{
  guint8 buffer[ESP_P256_SCALAR + 1];
  gsize n = 0;

  memset (out, 0, size);
  if (gcry_mpi_print (GCRYMPI_FMT_USG, buffer, sizeof buffer, &n, number) != 0 || n > size)
    return FALSE;
  memcpy (out + size - n, buffer, n);
  return TRUE;
}

/* @point: (nullable): uncompressed; else the curve's own. Gives x and y of the product. */
static gboolean
multiply (const guint8 *secret, const guint8 *point, guint8 *out_x, guint8 *out_y, GError **error)
{
  gcry_ctx_t curve = NULL;
  gcry_mpi_t scalar = NULL;
  gcry_mpi_t encoded = NULL;
  gcry_mpi_t x = gcry_mpi_new (0);
  gcry_mpi_t y = gcry_mpi_new (0);
  gcry_mpi_point_t base = NULL;
  gcry_mpi_point_t product = gcry_mpi_point_new (0);
  gboolean is_fine = gcry_mpi_ec_new (&curve, NULL, CURVE) == 0 &&
                     gcry_mpi_scan (&scalar, GCRYMPI_FMT_USG, secret, ESP_P256_SCALAR, NULL) == 0;

  if (is_fine && point != NULL)
    {
      base = gcry_mpi_point_new (0);
      encoded = gcry_mpi_set_opaque_copy (NULL, point, ESP_P256_POINT * 8);
      is_fine = point[0] == 4 && gcry_mpi_ec_decode_point (base, encoded, curve) == 0 &&
                gcry_mpi_ec_curve_point (base, curve) != 0;
    }
  else if (is_fine)
    base = gcry_mpi_ec_get_point ("g", curve, 1);
  if (is_fine && base != NULL)
    {
      gcry_mpi_ec_mul (product, scalar, base, curve);
      is_fine = gcry_mpi_ec_get_affine (x, y, product, curve) == 0 &&
                print_mpi (x, out_x, ESP_P256_SCALAR) && print_mpi (y, out_y, ESP_P256_SCALAR);
    }
  gcry_mpi_point_release (product);
  if (base != NULL)
    gcry_mpi_point_release (base);
  gcry_mpi_release (encoded);
  gcry_mpi_release (scalar);
  gcry_mpi_release (x);
  gcry_mpi_release (y);
  gcry_ctx_release (curve);
  return is_fine || fail (error, "the key is no point of the curve");
}

/**
 * esp_p256_pair_from_secret:
 *
 * Gives the public half to a secret one.
 */
gboolean
esp_p256_pair_from_secret (const guint8 secret[ESP_P256_SCALAR],
                           EspP256Pair *out_pair,
                           GError **error)
{
  esp_push_crypto_init ();
  memcpy (out_pair->secret, secret, ESP_P256_SCALAR);
  out_pair->point[0] = 4;
  return multiply (secret, NULL, out_pair->point + 1, out_pair->point + 1 + ESP_P256_SCALAR, error);
}

/**
 * esp_p256_pair_new:
 *
 * Makes a fresh pair of keys.
 */
gboolean
esp_p256_pair_new (EspP256Pair *out_pair, GError **error)
{
  /* The order of the curve begins with 32 one bits: a number below 2^255 is always in range. */
  guint8 secret[ESP_P256_SCALAR];

  esp_push_crypto_init ();
  gcry_randomize (secret, sizeof secret, GCRY_STRONG_RANDOM);
  secret[0] &= 0x7f;
  secret[ESP_P256_SCALAR - 1] |= 1;
  return esp_p256_pair_from_secret (secret, out_pair, error);
}

static void
hmac (const guint8 *key, gsize n_key, const guint8 *data, gsize n_data, guint8 out[HASH_SIZE])
{
  GHmac *state = g_hmac_new (G_CHECKSUM_SHA256, key, n_key);
  gsize n = HASH_SIZE;

  g_hmac_update (state, data, (gssize) n_data);
  g_hmac_get_digest (state, out, &n);
  g_hmac_unref (state);
}

/* HKDF of RFC 5869 for at most one hash of output. */
static void
derive (const guint8 *salt,
        gsize n_salt,
        const guint8 *secret,
        GByteArray *info,
        guint8 *out,
        gsize n_out)
{
  const guint8 one = 1;
  guint8 extracted[HASH_SIZE];
  guint8 expanded[HASH_SIZE];

  hmac (salt, n_salt, secret, HASH_SIZE, extracted);
  g_byte_array_append (info, &one, 1);
  hmac (extracted, HASH_SIZE, info->data, info->len, expanded);
  memcpy (out, expanded, n_out);
}

static GByteArray *
new_info (const char *text)
{
  GByteArray *info = g_byte_array_new ();

  g_byte_array_append (info, (const guint8 *) text, (guint) strlen (text) + 1); /* and its NUL */
  return info;
}

static gboolean
encrypt (const guint8 key[KEY_SIZE],
         const guint8 nonce[NONCE_SIZE],
         guint8 *data,
         gsize n_data,
         guint8 tag[TAG_SIZE])
{
  gcry_cipher_hd_t cipher = NULL;
  gboolean is_fine = gcry_cipher_open (&cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_GCM, 0) == 0 &&
                     gcry_cipher_setkey (cipher, key, KEY_SIZE) == 0 &&
                     gcry_cipher_setiv (cipher, nonce, NONCE_SIZE) == 0 &&
                     gcry_cipher_encrypt (cipher, data, n_data, NULL, 0) == 0 &&
                     gcry_cipher_gettag (cipher, tag, TAG_SIZE) == 0;

  gcry_cipher_close (cipher);
  return is_fine;
}

static GBytes *
make_record (const guint8 *salt,
             const guint8 *point,
             const guint8 *key,
             const guint8 *nonce,
             const char *plaintext)
{
  gsize n = strlen (plaintext);
  const guint8 head[] = { 0, 0, RECORD_SIZE >> 8, RECORD_SIZE & 0xff, ESP_P256_POINT };
  const guint8 last_record = 2;
  GByteArray *out = g_byte_array_new ();
  guint8 tag[TAG_SIZE];
  guint start;

  g_byte_array_append (out, salt, ESP_PUSH_SALT);
  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, point, ESP_P256_POINT);
  start = out->len;
  g_byte_array_append (out, (const guint8 *) plaintext, (guint) n);
  g_byte_array_append (out, &last_record, 1);
  if (!encrypt (key, nonce, out->data + start, n + 1, tag))
    {
      g_byte_array_unref (out);
      return NULL;
    }
  g_byte_array_append (out, tag, TAG_SIZE);
  return g_byte_array_free_to_bytes (out);
}

/**
 * esp_push_encrypt:
 * @receiver: the browser's public key
 * @auth: its secret
 * @sender: a fresh pair of keys for this one message
 * @salt: fresh too
 *
 * Returns: (transfer full): the body of the push as RFC 8291 wants it; %NULL with @error set
 */
GBytes *
esp_push_encrypt (const char *plaintext,
                  const guint8 receiver[ESP_P256_POINT],
                  const guint8 auth[ESP_PUSH_SALT],
                  const EspP256Pair *sender,
                  const guint8 salt[ESP_PUSH_SALT],
                  GError **error)
{
  g_autoptr (GByteArray) info = new_info ("WebPush: info");
  g_autoptr (GByteArray) key_info = new_info ("Content-Encoding: aes128gcm");
  g_autoptr (GByteArray) nonce_info = new_info ("Content-Encoding: nonce");
  guint8 shared[HASH_SIZE];
  guint8 ignored[HASH_SIZE];
  guint8 secret[HASH_SIZE];
  guint8 key[KEY_SIZE];
  guint8 nonce[NONCE_SIZE];
  GBytes *record;

  esp_push_crypto_init ();
  if (strlen (plaintext) > ESP_PUSH_MAX_PLAINTEXT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   "The push is longer than %d bytes", ESP_PUSH_MAX_PLAINTEXT);
      return NULL;
    }
  if (!multiply (sender->secret, receiver, shared, ignored, error))
    return NULL;
  g_byte_array_append (info, receiver, ESP_P256_POINT);
  g_byte_array_append (info, sender->point, ESP_P256_POINT);
  derive (auth, ESP_PUSH_SALT, shared, info, secret, HASH_SIZE);
  derive (salt, ESP_PUSH_SALT, secret, key_info, key, KEY_SIZE);
  derive (salt, ESP_PUSH_SALT, secret, nonce_info, nonce, NONCE_SIZE);
  record = make_record (salt, sender->point, key, nonce, plaintext);
  if (record == NULL)
    (void) fail (error, "AES-GCM"); /* told by NULL */
  return record;
}

static gboolean
read_part (gcry_sexp_t signature, const char *name, guint8 *out)
{
  gcry_sexp_t part = gcry_sexp_find_token (signature, name, 0);
  gcry_mpi_t number = part != NULL ? gcry_sexp_nth_mpi (part, 1, GCRYMPI_FMT_USG) : NULL;
  gboolean is_fine = number != NULL && print_mpi (number, out, ESP_P256_SCALAR);

  gcry_mpi_release (number);
  gcry_sexp_release (part);
  return is_fine;
}

/* R and S as 64 bytes, not as ASN.1. */
static gboolean
sign (const EspP256Pair *pair, const char *text, guint8 out[2 * ESP_P256_SCALAR])
{
  guint8 digest[HASH_SIZE];
  gcry_sexp_t key = NULL;
  gcry_sexp_t data = NULL;
  gcry_sexp_t signature = NULL;
  gboolean is_fine;

  gcry_md_hash_buffer (GCRY_MD_SHA256, digest, text, strlen (text));
  is_fine =
    gcry_sexp_build (&key, NULL, "(private-key (ecc (curve \"" CURVE "\") (q %b) (d %b)))",
                     ESP_P256_POINT, pair->point, ESP_P256_SCALAR, pair->secret) == 0 &&
    gcry_sexp_build (&data, NULL, "(data (flags raw) (value %b))", HASH_SIZE, digest) == 0 &&
    gcry_pk_sign (&signature, data, key) == 0 && read_part (signature, "r", out) &&
    read_part (signature, "s", out + ESP_P256_SCALAR);
  gcry_sexp_release (key);
  gcry_sexp_release (data);
  gcry_sexp_release (signature);
  return is_fine;
}

/**
 * esp_vapid_make_audience:
 * @endpoint: the address of a subscription
 *
 * Returns: (transfer full): its origin as RFC 6454, section 6.2, writes it, which RFC 8292 wants as “aud”: lower
 *   case, without the port that goes without saying; empty for what is no address
 */
char *
esp_vapid_make_audience (const char *endpoint)
{
  g_autoptr (GUri) uri = g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = NULL;
  const char *scheme;
  gboolean is_address;
  int port, usual;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup ("");
  scheme = g_uri_get_scheme (uri); /* is lower case already */
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  is_address = strchr (host, ':') != NULL; /* of IPv6 */
  port = g_uri_get_port (uri);
  usual = g_str_equal (scheme, "https") ? 443 : 80;
  if (port <= 0 || port == usual)
    return g_strdup_printf (is_address ? "%s://[%s]" : "%s://%s", scheme, host);
  return g_strdup_printf (is_address ? "%s://[%s]:%d" : "%s://%s:%d", scheme, host, port);
}

/**
 * esp_vapid_make_token:
 * @audience: scheme and host of the push service
 * @subject: "mailto:…" or an https address
 * @expires_s: at most a day from now
 *
 * Returns: (transfer full): the JWT, signed by ES256; %NULL with @error set
 */
char *
esp_vapid_make_token (const EspP256Pair *pair,
                      const char *audience,
                      const char *subject,
                      gint64 expires_s,
                      GError **error)
{
  static const char header[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
  g_autofree char *quoted = g_strescape (subject, NULL);
  g_autofree char *claims =
    g_strdup_printf ("{\"aud\":\"%s\",\"exp\":%" G_GINT64_FORMAT ",\"sub\":\"%s\"}", audience,
                     expires_s, quoted);
  g_autofree char *first = esp_base64url_encode ((const guint8 *) header, sizeof header - 1);
  g_autofree char *second = esp_base64url_encode ((const guint8 *) claims, strlen (claims));
  g_autofree char *text = g_strconcat (first, ".", second, NULL);
  guint8 signature[2 * ESP_P256_SCALAR];
  g_autofree char *third = NULL;

  esp_push_crypto_init ();
  if (!sign (pair, text, signature))
    {
      (void) fail (error, "ES256"); /* told by NULL */
      return NULL;
    }
  third = esp_base64url_encode (signature, sizeof signature);
  return g_strconcat (text, ".", third, NULL);
}

/**
 * esp_base64url_encode:
 *
 * Returns: (transfer full): base64 for addresses, without padding
 */
char *
esp_base64url_encode (const guint8 *data, gsize size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * esp_base64url_decode:
 * @text: of either alphabet, with padding or without
 *
 * Returns: (transfer full): its bytes
 */
guint8 *
esp_base64url_decode (const char *text, gsize *out_size)
{
  g_autoptr (GString) padded = g_string_new (text);
  const guint quad = 4;

  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  while (padded->len % quad != 0)
    g_string_append_c (padded, '=');
  return g_base64_decode (padded->str, out_size);
}
