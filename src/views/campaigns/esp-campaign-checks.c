/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands against sending a campaign: the law, the message, the sender, the channel; each with what helps. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-audience-window.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-leads-screen.h"
#include "views/messages/esp-check-words.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"
#include "worker/esp-send-content.h"

#include <glib/gi18n.h>

#define RULE_KEY "esp-rule"
#define ADDRESS_KEY "esp-address"
#define LEADS_KEY "esp-leads"

static void
fix_cb (GtkButton *button, EspCampaignPage *page)
{
  esp_campaign_page_touch (page);
  esp_campaign_act (esp_campaign_page_get_session (page), ESP_CAMPAIGN_FIX,
                    esp_campaign_page_get_campaign (page),
                    g_object_get_data (G_OBJECT (button), RULE_KEY), 0);
}

static void
open_cb (GtkButton *button, EspCampaignPage *page)
{
  esp_session_open (esp_campaign_page_get_session (page),
                    g_object_get_data (G_OBJECT (button), ADDRESS_KEY));
}

static void
audience_cb (GtkButton *button, EspCampaignPage *page)
{
  esp_audience_window_present (page);
}

static void
show_leads_cb (GtkWidget *widget, EspCampaignPage *page)
{
  const char *title = g_object_get_data (G_OBJECT (widget), RULE_KEY);
  g_autofree char *sentence =
    g_strdup_printf ("%s · %s", esp_campaign_page_get_title (page), title);

  esp_leads_screen_drill (esp_campaign_page_get_session (page), sentence,
                          g_object_get_data (G_OBJECT (widget), LEADS_KEY));
}

static GtkWidget *
button_new (EspCampaignPage *page, const char *label, const char *sentence, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  /* Translators: what a button does, and the problem that it solves */
  g_autofree char *spoken = g_strdup_printf (_ ("%s: %s"), label, sentence);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, page, 0);
  return button;
}

static GtkWidget *
address_button_new (EspCampaignPage *page,
                    const char *label,
                    const char *sentence,
                    const char *address)
{
  GtkWidget *button = button_new (page, label, sentence, G_CALLBACK (open_cb));

  g_object_set_data_full (G_OBJECT (button), ADDRESS_KEY, g_strdup (address), g_free);
  return button;
}

static void
keep_leads (GtkWidget *widget, const char *title, const EspBitmap *leads)
{
  g_object_set_data_full (G_OBJECT (widget), RULE_KEY, g_strdup (title), g_free);
  g_object_set_data_full (G_OBJECT (widget), LEADS_KEY, esp_bitmap_copy (leads),
                          (GDestroyNotify) esp_bitmap_free);
}

static gboolean
is_about_sender (const EspContentFinding *finding)
{
  static const char *const rules[] = { "MSG-SENDER", "SEND-BROKEN", "UNS-01", NULL };

  return g_strv_contains (rules, finding->rule->id) ||
         (finding->place != NULL && g_str_has_prefix (finding->place, "sender."));
}

static gboolean
is_place (const EspContentFinding *finding, const char *place)
{
  return g_strcmp0 (finding->place, place) == 0;
}

/* Returns: (transfer floating) (nullable): the button that helps against @finding. */
static GtkWidget *
remedy_new (EspCampaignPage *page, const EspContentFinding *finding, const char *sentence)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const EspSendCheck *check = esp_campaign_page_get_figures (page)->check;
  g_autofree char *message =
    g_strdup_printf ("messages/%" G_GINT64_FORMAT, record->send->message_id);
  const EspBitmap *people;
  GtkWidget *button;

  if (esp_campaign_page_is_read_only (page) && !is_place (finding, "consent"))
    return NULL;
  if (finding->can_fix || is_place (finding, "class"))
    {
      button = button_new (page, _ ("Fix"), sentence, G_CALLBACK (fix_cb));
      g_object_set_data_full (G_OBJECT (button), RULE_KEY, g_strdup (finding->rule->id), g_free);
      return button;
    }
  if (is_about_sender (finding))
    return address_button_new (page, _ ("Open the sender"), sentence, "sender");
  if (is_place (finding, "channel"))
    return address_button_new (page, _ ("Open the channels"), sentence, "channels");
  people = g_hash_table_lookup (check->leads, finding->rule->id);
  if (is_place (finding, "audience") && people == NULL)
    return button_new (page, _ ("Choose the audience"), sentence, G_CALLBACK (audience_cb));
  if (is_place (finding, "consent") || people != NULL)
    {
      button = button_new (page, _ ("Show the leads"), sentence, G_CALLBACK (show_leads_cb));
      keep_leads (button, sentence,
                  people != NULL                               ? people
                  : g_str_equal (finding->rule->id, "CORE-03") ? check->bare
                                                               : check->old);
      return button;
    }
  if (is_place (finding, "when"))
    return NULL;
  return address_button_new (page, _ ("Open the message"), sentence,
                             record->send->message_id != 0 ? message : "messages");
}

static GtkWidget *
finding_row_new (EspCampaignPage *page, const EspContentFinding *finding)
{
  static const struct
  {
    const char *icon_name;
    const char *css;
    const char *word;
  } looks[] = {
    [ESP_SEVERITY_FINE] = { "esp-success-symbolic", "success", N_ ("Fine") },
    [ESP_SEVERITY_WARN] = { "esp-warning-symbolic", "warning", N_ ("Warning") },
    [ESP_SEVERITY_APPROVE] = { "esp-warning-symbolic", "warning", N_ ("Asks for your yes") },
    [ESP_SEVERITY_BLOCK] = { "esp-error-symbolic", "error", N_ ("Blocks the send") },
  };
  g_autofree char *sentence = esp_campaign_finding_sentence (finding);
  g_autofree char *reason = esp_check_dup_why (finding->rule);
  g_autofree char *why = finding->severity != ESP_SEVERITY_FINE
                           ? g_strdup_printf ("%s · %s", _ (looks[finding->severity].word), reason)
                           : g_strdup (esp_check_get_source (finding->rule));
  GtkWidget *row = esp_campaign_text_row_new (sentence, why);
  GtkWidget *icon = esp_icon_new (looks[finding->severity].icon_name);
  GtkWidget *remedy = NULL;

  gtk_widget_add_css_class (icon, looks[finding->severity].css);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  if (finding->severity != ESP_SEVERITY_FINE)
    remedy = remedy_new (page, finding, sentence);
  if (remedy != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), remedy);
  return row;
}

/* Those who lack a field that the message prints; each number opens them. */
static void
add_gaps (EspCampaignPage *page, GtkWidget *group, GPtrArray *gaps)
{
  for (guint i = 0; gaps != NULL && i < gaps->len; i++)
    {
      const EspFieldGap *gap = gaps->pdata[i];
      gint64 n = (gint64) esp_bitmap_count (gap->leads);
      const EspField field = { .column = gap->field,
                               .label = gap->label,
                               .is_custom = gap->is_custom };
      /* Translators: the name of a field of leads */
      g_autofree char *title = g_strdup_printf (_ ("Without “%s”"), esp_lead_field_label (&field));
      GtkWidget *row;

      if (n == 0)
        continue;
      row = esp_campaign_count_row_new (title, n, FALSE);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), gap->is_left_out ? _ ("They are left out")
                                                         : gap->has_fallback
                                                           ? _ ("They see what stands in its place")
                                                           : _ ("They see nothing there"));
      keep_leads (row, title, gap->leads);
      g_signal_connect_object (row, "activated", G_CALLBACK (show_leads_cb), page, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

static void
add_fine (EspCampaignPage *page, GtkWidget *group, const EspSendCheck *check)
{
  guint n = esp_send_check_count (check, ESP_SEVERITY_FINE);
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *icon = esp_icon_new ("esp-success-symbolic");
  g_autofree char *title =
    g_strdup_printf (ngettext ("%u check of law, content and sender is fine",
                               "%u checks of law, content and sender are fine", n),
                     n);

  gtk_widget_add_css_class (icon, "success");
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  for (guint i = 0; i < check->findings->len; i++)
    {
      const EspContentFinding *finding = check->findings->pdata[i];

      if (finding->severity == ESP_SEVERITY_FINE)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (row), finding_row_new (page, finding));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static char *
describe_countries (const EspSendCheck *check)
{
  g_autofree char *codes = g_strjoinv (", ", check->countries);

  /* Translators: codes of countries */
  return g_strdup_printf (_ (
                            "Law of the countries of those who get it: %s. These checks help; they "
                            "are not legal advice."),
                          codes);
}

/**
 * esp_campaign_checks_new:
 */
GtkWidget *
esp_campaign_checks_new (EspCampaignPage *page)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  const EspSendCheck *check = figures != NULL ? figures->check : NULL;
  g_autofree char *about = NULL;
  EspSeverity worst;
  GtkWidget *group;

  if (check == NULL)
    return esp_campaign_group_new (_ ("Checks"), ESP_TICK_WAIT, _ ("Being checked"));
  worst = esp_content_findings_worst (check->findings);
  if (worst == ESP_SEVERITY_BLOCK)
    group = esp_campaign_group_new (_ ("Checks"), ESP_TICK_OPEN, _ ("Cannot be sent yet"));
  else if (worst != ESP_SEVERITY_FINE)
    group = esp_campaign_group_new (_ ("Checks"), ESP_TICK_WARN, _ ("Can be sent; see below"));
  else
    group = esp_campaign_group_new (_ ("Checks"), ESP_TICK_DONE, _ ("Ready to send"));
  about = describe_countries (check);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), about);
  for (guint i = 0; i < check->findings->len; i++)
    {
      const EspContentFinding *finding = check->findings->pdata[i];

      if (finding->severity != ESP_SEVERITY_FINE)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), finding_row_new (page, finding));
    }
  add_gaps (page, group, check->gaps);
  add_fine (page, group, check);
  return group;
}
