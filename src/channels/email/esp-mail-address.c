/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses in the form that goes over the wire: nothing that could end a header or an SMTP command. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/email/esp-mail-address.h"

#include <idn2.h>
#include <string.h>

G_DEFINE_QUARK (esp - mime - error - quark, esp_mime_error)

/* RFC 5321, 4.5.3.1. */
#define MAX_LOCAL_BYTES 64
#define MAX_ADDRESS_BYTES 254
#define MAX_LABEL_BYTES 63

/* What may stand before the @ without quotes (RFC 5322 atext and the dot), as the set that may not. */
static gboolean
is_local_byte (guchar c)
{
  return c > ' ' && c != 0x7f && strchr ("()<>[]:;@\\,\"", c) == NULL;
}

static gboolean
is_plain_domain (const char *domain, gsize n)
{
  gsize label = 0;

  for (gsize i = 0; i < n; i++)
    if (domain[i] == '.')
      {
        if (label == 0)
          return FALSE;
        label = 0;
      }
    else if (!(g_ascii_isalnum (domain[i]) || domain[i] == '-') || ++label > MAX_LABEL_BYTES)
      return FALSE;
  return label > 0;
}

/**
 * esp_mail_domain_to_wire:
 * @domain: a domain, in any script
 *
 * Returns: (transfer full) (nullable): its lower-case A-label form, or NULL with %ESP_MIME_ERROR.
 */
char *
esp_mail_domain_to_wire (const char *domain, GError **error)
{
  g_autofree char *copy = NULL;
  char *ascii = NULL;

  if (is_plain_domain (domain, strlen (domain)))
    return g_ascii_strdown (domain, -1);
  if (g_utf8_validate (domain, -1, NULL) &&
      idn2_to_ascii_8z (domain, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK)
    {
      copy = g_ascii_strdown (ascii, -1);
      idn2_free (ascii);
      if (is_plain_domain (copy, strlen (copy)))
        return g_steal_pointer (&copy);
    }
  g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS,
               "The part after the @ is not a domain that mail can be sent to");
  return NULL;
}

/**
 * esp_mail_address_to_wire:
 * @address: one address, without a name and without angle brackets
 * @out_needs_smtputf8: (out): whether the part before the @ is not ASCII, so that the server must offer
 *   SMTPUTF8 (RFC 6531)
 *
 * The domain becomes an A-label. Quoted local parts are refused: hardly any server takes them, and they
 * are how commands are smuggled. The errors do not repeat the address, they may be logged.
 *
 * Returns: (transfer full) (nullable): the address for headers and for the envelope, or NULL with
 * %ESP_MIME_ERROR.
 */
char *
esp_mail_address_to_wire (const char *address, gboolean *out_needs_smtputf8, GError **error)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;
  gboolean is_ascii = TRUE;
  gsize n_local;

  if (at == NULL || at == address || at[1] == '\0')
    {
      g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS,
                   "An address needs something before and after one @");
      return NULL;
    }
  n_local = (gsize) (at - address);
  for (gsize i = 0; i < n_local; i++)
    {
      guchar c = (guchar) address[i];

      is_ascii = is_ascii && c < 0x80;
      if (!is_local_byte (c))
        {
          g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS,
                       "The part before the @ holds a character that mail servers do not take");
          return NULL;
        }
    }
  if (n_local > MAX_LOCAL_BYTES ||
      (!is_ascii && !g_utf8_validate (address, (gssize) n_local, NULL)))
    {
      g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS,
                   "The part before the @ is longer than %d bytes or not UTF-8", MAX_LOCAL_BYTES);
      return NULL;
    }
  *out_needs_smtputf8 = !is_ascii;
  if (is_plain_domain (at + 1, strlen (at + 1)) && strlen (address) <= MAX_ADDRESS_BYTES)
    return g_strdup (address);
  {
    g_autofree char *domain = esp_mail_domain_to_wire (at + 1, error);

    if (domain == NULL)
      return NULL;
    if (n_local + 1 + strlen (domain) <= MAX_ADDRESS_BYTES)
      return g_strdup_printf ("%.*s@%s", (int) n_local, address, domain);
  }
  g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS, "The address is longer than %d bytes",
               MAX_ADDRESS_BYTES);
  return NULL;
}
