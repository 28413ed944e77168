/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of channels: fields, settings, secrets. */
#include "channels/esp-channel-kinds.h"

#include <string.h>

/* Every kind can be found by its id, and every field can be shown and read. */
static void
test_table (void)
{
  for (guint i = 0; i < esp_channel_kinds_get_n (); i++)
    {
      const EspChannelKind *kind = esp_channel_kinds_get (i);

      g_assert_true (esp_channel_kind_find (kind->id) == kind);
      g_assert_nonnull (kind->title);
      for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
        {
          g_assert_true (esp_channel_kind_find_field (kind, field->name) == field);
          g_assert_nonnull (field->label);
          g_assert_true ((field->type == ESP_CHANNEL_FIELD_CHOICE) == (field->choices != NULL));
          if (field->choices != NULL && field->fallback != NULL)
            g_assert_true (g_strv_contains (field->choices, field->fallback));
          if (field->choice_labels != NULL)
            g_assert_cmpuint (g_strv_length ((char **) field->choice_labels), ==,
                              g_strv_length ((char **) field->choices));
        }
    }
  g_assert_null (esp_channel_kind_find ("pigeon"));
  g_assert_null (esp_channel_kind_find (NULL));
}

static void
test_mediums (void)
{
  for (guint i = 0; i < ESP_N_MEDIUMS; i++)
    {
      EspMedium medium;

      g_assert_true (esp_medium_from_name (esp_medium_name ((EspMedium) i), &medium));
      g_assert_cmpint (medium, ==, i);
    }
  g_assert_false (esp_medium_from_name ("fax", &(EspMedium){ 0 }));
}

static void
test_settings (void)
{
  const EspChannelKind *kind = esp_channel_kind_find ("smtp");
  g_autoptr (GError) error = NULL;
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *text = NULL;

  host = esp_channel_settings_set ("{\"price\":1.5}", esp_channel_kind_find_field (kind, "host"),
                                   "mail.example.com", &error);
  g_assert_no_error (error);
  port = esp_channel_settings_set (host, esp_channel_kind_find_field (kind, "port"), "465", &error);
  g_assert_no_error (error);
  g_assert_cmpint (esp_channel_settings_get_number (port, "port", 1), ==, 465);
  g_assert_cmpint (esp_channel_settings_get_number (port, "none", 1), ==, 1);
  g_assert_cmpint (esp_channel_settings_get_number (port, "host", 1), ==, -1);
  bad = esp_channel_settings_set (port, esp_channel_kind_find_field (kind, "port"), "many", &error);
  g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID);
  g_assert_null (bad);
  /* What a form leaves out of the kind's own is gone; the rest stays. */
  kept = esp_channel_settings_keep (kind, port, "{\"host\":\"other.example.com\"}");
  text = esp_channel_settings_dup (kept, "host");
  g_assert_cmpstr (text, ==, "other.example.com");
  g_assert_cmpint (esp_channel_settings_get_number (kept, "port", 0), ==, 0);
  g_assert_cmpfloat (esp_channel_settings_get_double (kept, "price", 0), ==, 1.5);
}

static void
test_broken_settings (void)
{
  static const char *const broken[] = { "", "[", "null", "[1]", "{\"a\":{}}", "\xff", "{\"a\":" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *made = esp_channel_settings_set_text (broken[i], "b", "c");
      g_autofree char *read = esp_channel_settings_dup (made, "b");

      g_assert_cmpstr (read, ==, "c");
      g_assert_null (esp_channel_settings_dup (broken[i], "a"));
    }
}

static void
test_secrets (void)
{
  const EspChannelKind *kind = esp_channel_kind_find ("smtp");
  g_autofree char *plain = esp_channel_secret_set (kind, NULL, "password", "pässword");
  g_autofree char *several = esp_channel_secret_set (kind, plain, "refresh-token", "r");
  g_autofree char *password = esp_channel_secret_dup (kind, several, "password");
  g_autofree char *token = esp_channel_secret_dup (kind, several, "refresh-token");
  g_autofree char *first = esp_channel_secret_dup (kind, plain, "password");

  g_assert_cmpstr (plain, ==, "pässword");
  g_assert_cmpstr (password, ==, "pässword");
  g_assert_cmpstr (first, ==, "pässword");
  g_assert_cmpstr (token, ==, "r");
  g_assert_null (esp_channel_secret_dup (kind, plain, "refresh-token"));
  g_assert_null (esp_channel_secret_dup (kind, NULL, "password"));
}

static void
test_check (void)
{
  const EspChannelKind *kind = esp_channel_kind_find ("smtp");
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_channel_kind_check (kind, "{}", &error));
  g_assert_nonnull (strstr (error->message, "host"));
  g_clear_error (&error);
  g_assert_false (
    esp_channel_kind_check (kind, "{\"host\":\"m.example.com\",\"security\":\"perhaps\"}", &error));
  g_assert_nonnull (strstr (error->message, "security"));
  g_clear_error (&error);
  g_assert_true (esp_channel_kind_check (kind, "{\"host\":\"m.example.com\"}", &error));
  g_assert_no_error (error);
}

static void
test_price (void)
{
  static const char *const wrong[] = { "9 won", "-1", ".", "1,5", "inf", "0x10", "1e3" };
  g_autofree char *set = esp_channel_settings_set_price ("{\"rate\":1}", " 0.4 ", NULL);
  g_autofree char *price = esp_channel_settings_dup_price (set);
  g_autofree char *taken = esp_channel_settings_set_price (set, "", NULL);
  g_autofree char *none = esp_channel_settings_dup_price (taken);

  g_assert_cmpstr (price, ==, "0.4");
  g_assert_null (none);
  g_assert_cmpint (esp_channel_settings_get_number (taken, "rate", 0), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_channel_settings_set_price ("{}", wrong[i], &error));
      g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channel-kinds/table", test_table);
  g_test_add_func ("/channel-kinds/mediums", test_mediums);
  g_test_add_func ("/channel-kinds/settings", test_settings);
  g_test_add_func ("/channel-kinds/broken-settings", test_broken_settings);
  g_test_add_func ("/channel-kinds/secrets", test_secrets);
  g_test_add_func ("/channel-kinds/check", test_check);
  g_test_add_func ("/channel-kinds/price", test_price);
  return g_test_run ();
}
