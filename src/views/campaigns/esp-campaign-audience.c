/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is to get it, and the way from those who match to those who will receive. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "store/esp-segments.h"
#include "views/campaigns/esp-audience-window.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-button.h"
#include "worker/esp-send-audience.h"

#include <glib/gi18n.h>

#define REASON_KEY "esp-reason"
#define EVERYONE (-1)
#define REACHABLE (-2)
#define RECEIVERS (-3)

static const char *
name_of (const EspCampaignRecord *record, const char *uuid)
{
  for (guint i = 0; i < record->segments->len; i++)
    {
      const EspSegment *segment = record->segments->pdata[i];
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, segment->id);

      if (g_strcmp0 (segment->uuid, uuid) == 0 || g_str_equal (id, uuid))
        return segment->name;
    }
  return _ ("a segment that is gone");
}

static char *
join_names (const EspCampaignRecord *record, GPtrArray *references)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < references->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            name_of (record, references->pdata[i]));
  return g_string_free (text, FALSE);
}

static void
choose_cb (EspCampaignPage *page)
{
  esp_audience_window_present (page);
}

/**
 * esp_campaign_audience_new:
 */
GtkWidget *
esp_campaign_audience_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  g_autoptr (EspSendAudience) audience = esp_send_audience_parse (record->send->audience);
  gboolean is_set = esp_send_audience_has_anybody (audience);
  GtkWidget *group = esp_campaign_group_new (_ ("Audience"), is_set ? ESP_TICK_DONE : ESP_TICK_OPEN,
                                             is_set ? _ ("Chosen") : _ ("Nobody is chosen"));
  g_autofree char *included = join_names (record, audience->segments);
  g_autofree char *without = join_names (record, audience->without);
  g_autofree char *n_leads = esp_format_count (audience->leads->len);
  GtkWidget *row;

  if (audience->is_everyone)
    row = esp_campaign_text_row_new (_ ("Everyone"), _ ("All leads of the workspace"));
  else if (audience->segments->len > 0)
    row = esp_campaign_text_row_new (_ ("Segments"), included);
  else if (audience->leads->len > 0)
    row = esp_campaign_text_row_new (_ ("Single leads"), n_leads);
  else
    row = esp_campaign_text_row_new (_ ("Nobody is chosen"), NULL);
  if (esp_campaign_record_is_draft (record))
    {
      GtkWidget *button = esp_button_new (_ ("_Choose…"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), page, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (audience->without->len > 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               esp_campaign_text_row_new (_ ("Without"), without));
  return group;
}

/* Everyone who can be reached at all: in the audience, with an address, consent and no suppression. */
static EspBitmap *
make_reachable (const EspWaterfall *waterfall)
{
  static const EspReason later[] = { ESP_REASON_CAPPED, ESP_REASON_HOLDOUT, ESP_REASON_CONTENT,
                                     ESP_REASON_LOCAL,  ESP_REASON_NIGHT,   ESP_REASON_QUIET };
  EspBitmap *leads = esp_bitmap_copy (waterfall->leads[ESP_REASON_NONE]);

  for (gsize i = 0; i < G_N_ELEMENTS (later); i++)
    esp_bitmap_or (leads, waterfall->leads[later[i]]);
  return leads;
}

static EspBitmap *
make_everyone (const EspWaterfall *waterfall)
{
  EspBitmap *leads = esp_bitmap_new ();

  for (guint i = 0; i < ESP_N_REASONS; i++)
    esp_bitmap_or (leads, waterfall->leads[i]);
  return leads;
}

static void
open_cb (AdwActionRow *row, EspCampaignPage *page)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  int reason = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), REASON_KEY));
  g_autofree char *sentence =
    g_strdup_printf ("%s · %s", esp_campaign_page_get_title (page),
                     adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  g_autoptr (EspBitmap) leads = NULL;

  if (figures == NULL || figures->waterfall == NULL)
    return;
  if (reason == EVERYONE)
    leads = make_everyone (figures->waterfall);
  else if (reason == REACHABLE)
    leads = make_reachable (figures->waterfall);
  else if (reason == RECEIVERS)
    leads = esp_waterfall_dup_receivers (figures->waterfall);
  else
    leads = esp_bitmap_copy (figures->waterfall->leads[reason]);
  esp_leads_screen_drill (esp_campaign_page_get_session (page), sentence, leads);
}

static void
add_count (EspCampaignPage *page, GtkWidget *group, const char *title, int reason, gint64 n)
{
  gboolean is_sum = reason < 0;
  gboolean is_loss = !is_sum && !esp_reason_waits ((EspReason) reason);
  GtkWidget *row = esp_campaign_count_row_new (title, n, is_loss);

  if (is_sum)
    gtk_widget_add_css_class (row, "heading");
  g_object_set_data (G_OBJECT (row), REASON_KEY, GINT_TO_POINTER (reason));
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* The losses of these steps, or who waits at them. */
static void
add_steps (EspCampaignPage *page, GtkWidget *group, EspReason from, EspReason to)
{
  const EspWaterfall *waterfall = esp_campaign_page_get_figures (page)->waterfall;

  for (guint i = from; i <= to; i++)
    {
      gint64 n = (gint64) esp_waterfall_count (waterfall, (EspReason) i);

      if (n > 0)
        add_count (page, group, esp_campaign_reason_title ((EspReason) i), (int) i, n);
    }
}

/**
 * esp_campaign_waterfall_new:
 */
GtkWidget *
esp_campaign_waterfall_new (EspCampaignPage *page)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  const EspWaterfall *waterfall = figures != NULL ? figures->waterfall : NULL;
  gint64 n = waterfall != NULL ? (gint64) esp_waterfall_count_receivers (waterfall) : 0;
  GtkWidget *group;
  g_autoptr (EspBitmap) reachable = NULL;

  if (waterfall == NULL)
    {
      group = esp_campaign_group_new (_ ("Who will get it"), ESP_TICK_WAIT, _ ("Counting"));
      if (figures != NULL)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   esp_campaign_text_row_new (_ ("It cannot be counted"),
                                                              figures->problem));
      return group;
    }
  group = esp_campaign_group_new (_ ("Who will get it"), n > 0 ? ESP_TICK_DONE : ESP_TICK_WARN,
                                  n > 0 ? _ ("Counted") : _ ("Nobody"));
  reachable = make_reachable (waterfall);
  add_count (page, group, _ ("Match"), EVERYONE, (gint64) waterfall->n_matching);
  add_steps (page, group, ESP_REASON_GONE, ESP_REASON_NO_CONSENT);
  add_count (page, group, _ ("Reachable"), REACHABLE, (gint64) esp_bitmap_count (reachable));
  add_steps (page, group, ESP_REASON_CAPPED, ESP_REASON_CONTENT);
  add_count (page, group, _ ("Will receive"), RECEIVERS, n);
  add_steps (page, group, ESP_REASON_LOCAL, ESP_REASON_QUIET);
  return group;
}
