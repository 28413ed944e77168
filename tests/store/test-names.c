/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is called otherwise is found by its new name wherever it was named, and nothing else changes. */
#include "store/esp-names.h"

#include "test-home.h"

static const struct
{
  EspNamed kind;
  const char *from;
  const char *to;
  const char *text;
  const char *expected; /* NULL: as it was */
} cases[] = {
  { ESP_NAMED_MESSAGE, "환영", "인사", "{ \"message\" : \"환영\",\n \"title\": \"환영\" }",
    "{ \"message\" : \"인사\",\n \"title\": \"환영\" }" },
  { ESP_NAMED_MESSAGE, "A", "B", "{\"message\":\"AA\",\"x\":[\"A\"]}", NULL },
  { ESP_NAMED_MESSAGE, "a\"b\\", "c\nd", "{\"message\":\"a\\\"b\\\\\"}",
    "{\"message\":\"c\\u000ad\"}" },
  { ESP_NAMED_SEGMENT, "S", "T", "{\"segments\":[\"S\",\"U\",{\"x\":\"S\"}],\"without\":[\"S\"]}",
    "{\"segments\":[\"T\",\"U\",{\"x\":\"S\"}],\"without\":[\"T\"]}" },
  { ESP_NAMED_SEGMENT, "S", "T", "[{\"segment\":\"S\",\"a\":{\"segment\":\"S\"}}]",
    "[{\"segment\":\"T\",\"a\":{\"segment\":\"T\"}}]" },
  { ESP_NAMED_CHANNEL, "email", "mail",
    "{\"steps\":[{\"channel\":\"email\",\"kind\":\"send\"},{\"kind\":\"consent\",\"channel\":"
    "\"email\"}]}",
    "{\"steps\":[{\"channel\":\"mail\",\"kind\":\"send\"},{\"kind\":\"consent\",\"channel\":"
    "\"email\"}]}" },
  { ESP_NAMED_MESSAGE, "A", "B", "{\"message\":\"A\",\"broken", "{\"message\":\"A\",\"broken" },
};

static void
test_replace (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        esp_names_replace (cases[i].text, cases[i].kind, cases[i].from, cases[i].to);

      if (i + 1 < G_N_ELEMENTS (cases))
        g_assert_cmpstr (text, ==, cases[i].expected);
      else
        g_assert_null (text); /* no JSON: it is left alone */
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/store/names/replace", test_replace);
  return g_test_run ();
}
