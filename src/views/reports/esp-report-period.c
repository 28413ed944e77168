/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The periods that reports are about, in words. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-period.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  const char *from;
  const char *to;
  const char *title;
} periods[] = {
  { "-7d", "", N_ ("Last 7 days") },
  { "-28d", "", N_ ("Last 28 days") },
  { "-90d", "", N_ ("Last 90 days") },
  { "-12m", "", N_ ("Last 12 months") },
  { "week", "", N_ ("This week") },
  { "month", "", N_ ("This month") },
  { "last-month", "last-month", N_ ("Last month") },
  { "quarter", "", N_ ("This quarter") },
  { "last-quarter", "last-quarter", N_ ("Last quarter") },
  { "year", "", N_ ("This year") },
  { "last-year", "last-year", N_ ("Last year") },
  { "", "", N_ ("From the beginning") },
};

/**
 * esp_report_period_join:
 *
 * Returns: (transfer full): both ends as the target of an action
 */
char *
esp_report_period_join (const char *from, const char *to)
{
  return g_strdup_printf ("%s~%s", from, to);
}

/**
 * esp_report_period_split:
 * @text: two days with ~ between them, as people write it too
 *
 * Returns: whether there are two
 */
gboolean
esp_report_period_split (const char *text, char **out_from, char **out_to)
{
  static const char *const between[] = { "~", "–", "—", "..", " - ", " to " };

  for (gsize i = 0; i < G_N_ELEMENTS (between); i++)
    {
      const char *at = strstr (text, between[i]);

      if (at == NULL)
        continue;
      *out_from = g_strstrip (g_strndup (text, (gsize) (at - text)));
      *out_to = g_strstrip (g_strdup (at + strlen (between[i])));
      return TRUE;
    }
  return FALSE;
}

/**
 * esp_report_period_dup_title:
 *
 * Returns: (transfer full): the period in words
 */
char *
esp_report_period_dup_title (const char *from, const char *to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    if (g_str_equal (periods[i].from, from) && g_str_equal (periods[i].to, to))
      return g_strdup (_ (periods[i].title));
  return g_strdup_printf ("%s – %s", from, *to != '\0' ? to : _ ("today"));
}

/**
 * esp_report_period_menu_new:
 *
 * Returns: (transfer full): a choice of periods for the action "report.period"
 */
GMenuModel *
esp_report_period_menu_new (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) list = g_menu_new ();
  g_autoptr (GMenu) own = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      g_autofree char *value = esp_report_period_join (periods[i].from, periods[i].to);
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (periods[i].title), NULL);

      g_menu_item_set_action_and_target (item, "report.period", "s", value);
      g_menu_append_item (list, item);
    }
  g_menu_append (own, _ ("Other _days…"), "report.days");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (list));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (own));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/**
 * esp_report_compare_get_title:
 */
const char *
esp_report_compare_get_title (const char *compare)
{
  if (g_str_equal (compare, "previous"))
    return _ ("With the period before");
  if (g_str_equal (compare, "year"))
    return _ ("With a year before");
  return _ ("No comparison");
}
