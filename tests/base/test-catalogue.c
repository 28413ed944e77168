/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A catalogue of translations is read in both orders of bytes, and none that is broken. */
#include "base/esp-catalogue.h"

#include <gio/gio.h>

static void
add_number (GByteArray *out, guint32 number, gboolean is_swapped)
{
  guint32 written = is_swapped ? GUINT32_SWAP_LE_BE (number) : number;

  g_byte_array_append (out, (const guint8 *) &written, sizeof written);
}

/* "" and "Sent", as msgfmt lays them out. */
static GBytes *
make (gboolean is_swapped)
{
  static const char texts[] = "\0Sent\0head\0보냄";
  const guint32 first = 28 + 32;
  const guint32 numbers[] = { 0x950412deu, 0,         2, 28,        44, 0, 0, /* header */
                              0,           first,     4, first + 1,           /* English */
                              4,           first + 6, 6, first + 11 };        /* translations */
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    add_number (out, numbers[i], is_swapped);
  g_byte_array_append (out, (const guint8 *) texts, sizeof texts);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static void
test_find (void)
{
  for (gboolean is_swapped = FALSE; is_swapped <= TRUE; is_swapped++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = make (is_swapped);
      g_autoptr (EspCatalogue) catalogue = esp_catalogue_new (bytes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (esp_catalogue_find (catalogue, "Sent"), ==, "보냄");
      g_assert_cmpstr (esp_catalogue_find (catalogue, "Opened"), ==, "Opened");
      g_assert_cmpstr (esp_catalogue_find (catalogue, ""), ==, "");
    }
}

static void
test_cut_off (void)
{
  g_autoptr (GBytes) whole = make (FALSE);
  gsize n = g_bytes_get_size (whole) - 1; /* the last byte belongs to nothing */

  for (gsize length = 0; length < n; length++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_catalogue_new (part, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/catalogue/find", test_find);
  g_test_add_func ("/base/catalogue/cut-off", test_cut_off);
  return g_test_run ();
}
