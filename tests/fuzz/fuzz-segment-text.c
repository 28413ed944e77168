/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the text of a rule: refused with a place in it, or read, written and read again the same. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/segment/esp-rule-complete.h"
#include "engine/segment/esp-rule-text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whatever stands there, something can be said about what comes next. */
static void
complete (const char *text)
{
  g_autoptr (EspRuleCatalog) catalog = esp_rule_catalog_new ();
  g_autoptr (EspRuleNext) next = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return;
  next = esp_rule_complete (text, catalog);
  g_assert_cmpuint (next->start, <=, strlen (text));
  g_assert_true (g_str_has_suffix (text, next->typed));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *input = g_strndup ((const char *) data, size);
  gsize offset = 0;
  g_autoptr (EspRule) rule = esp_rule_parse_text (input, NULL, &offset, &error);
  g_autoptr (EspRule) again = NULL;
  g_autofree char *text = NULL;

  complete (input);
  if (rule == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpuint (offset, <=, strlen (input));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  text = esp_rule_to_text (rule, NULL);
  again = esp_rule_parse_text (text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (esp_rule_node_equal (rule->root, again->root));
  return 0;
}
