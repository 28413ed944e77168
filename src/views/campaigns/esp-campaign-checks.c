/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands against sending a campaign: the law, the message, the sender and the channel. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "engine/policy/esp-content-check.h"
#include "views/campaigns/esp-campaign-parts.h"

#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

static void
add_row (GtkWidget *group,
         const char *icon_name,
         const char *css,
         const char *text,
         const char *sub)
{
  GtkWidget *row = esp_campaign_text_row_new (text, sub);
  GtkWidget *icon = esp_icon_new (icon_name);

  gtk_widget_add_css_class (icon, css);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_findings (GtkWidget *group, GPtrArray *findings, guint *n_fine)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];
      g_autofree char *sentence = esp_content_finding_to_sentence (finding);

      if (finding->severity == ESP_SEVERITY_FINE)
        (*n_fine)++;
      else if (finding->severity == ESP_SEVERITY_BLOCK)
        add_row (group, "esp-error-symbolic", "error", sentence, _ ("Blocks the send"));
      else
        add_row (group, "esp-warning-symbolic", "warning", sentence, _ ("Warning"));
    }
}

static gboolean
has_warning (const EspCampaignFigures *figures)
{
  return figures->findings != NULL &&
         esp_content_findings_worst (figures->findings) != ESP_SEVERITY_FINE;
}

/**
 * esp_campaign_checks_new:
 */
GtkWidget *
esp_campaign_checks_new (EspCampaignPage *page)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  const char *obstacle = esp_campaign_page_get_obstacle (page);
  GtkWidget *group;
  guint n_fine = 0;

  if (figures == NULL)
    return esp_campaign_group_new (_ ("Checks"), ESP_TICK_WAIT, _ ("Being checked"));
  if (obstacle != NULL)
    group = esp_campaign_group_new (_ ("Checks"), ESP_TICK_OPEN, _ ("Cannot be sent yet"));
  else if (has_warning (figures))
    group = esp_campaign_group_new (_ ("Checks"), ESP_TICK_WARN, _ ("Can be sent; see below"));
  else
    group = esp_campaign_group_new (_ ("Checks"), ESP_TICK_DONE, _ ("Ready to send"));
  if (obstacle != NULL)
    add_row (group, "esp-error-symbolic", "error", obstacle, NULL);
  if (figures->problem != NULL)
    add_row (group, "esp-error-symbolic", "error", figures->problem, _ ("Blocks the send"));
  if (figures->findings != NULL)
    add_findings (group, figures->findings, &n_fine);
  if (n_fine > 0)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("%u check of law, content and sender is fine",
                                   "%u checks of law, content and sender are fine", n_fine),
                         n_fine);

      add_row (group, "esp-success-symbolic", "success", text, NULL);
    }
  return group;
}
