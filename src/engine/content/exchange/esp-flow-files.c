/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures that stand in an address become files of the message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include <string.h>

/* Together with other files a message may have; mail servers refuse more. */
static const gsize max_file_bytes = 8 * 1024 * 1024;

/* The bytes of "…;base64,AAAA" or "…,%89PNG", or NULL. */
static GBytes *
decode_address (const char *address, gsize n_type)
{
  const char *comma = strchr (address, ',');
  gboolean is_base64 = comma - address >= 7 && g_ascii_strncasecmp (comma - 7, ";base64", 7) == 0;
  gsize n = 0;
  guchar *bytes;

  if (comma == NULL || n_type == 0 || strlen (comma) > max_file_bytes * 4 / 3)
    return NULL;
  if (!is_base64)
    return g_uri_unescape_bytes (comma + 1, -1, NULL, NULL);
  bytes = g_base64_decode (comma + 1, &n);
  return g_bytes_new_take (bytes, n);
}

/**
 * esp_flow_dup_file_address:
 * @address: of a picture
 *
 * Returns: (transfer full): @address, or "cid:ID" of a file that was added to the message for a "data:" address.
 */
char *
esp_flow_dup_file_address (EspFlow *self, const char *address)
{
  static const char mark[] = "data:image/";
  const char *type = address + strlen ("data:");
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *media = NULL;
  g_autoptr (GBytes) data = NULL;
  gsize n_type;

  if (g_ascii_strncasecmp (address, mark, strlen (mark)) != 0 || strchr (address, ',') == NULL)
    return g_strdup (address);
  n_type = strcspn (type, ";,");
  data = decode_address (address, n_type);
  if (data == NULL || g_bytes_get_size (data) == 0)
    {
      esp_flow_note (self, "img", "A picture that stands in its own address cannot be read.");
      return g_strdup ("");
    }
  media = g_ascii_strdown (type, (gssize) n_type);
  id = g_strdup_printf ("picture%u", self->doc->files->len + 1);
  name = g_strdup_printf ("%s.%.*s", id,
                          (int) strspn (media + strlen ("image/"), "abcdefghijklmnopqrstuvwxyz"),
                          media + strlen ("image/"));
  g_ptr_array_add (self->doc->files, esp_message_file_new (id, name, media, TRUE, data));
  return g_strconcat ("cid:", id, NULL);
}
