/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The brief of a campaign on its page: what it is for, what it may be expected to bring, and what was learned. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-post-mortem.h"
#include "views/campaigns/esp-brief-field.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-process-acts.h"
#include "views/campaigns/esp-process-words.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_AUDIENCE 100000000
#define METRIC_KEY "esp-metric-row"
#define AUDIENCE_KEY "esp-audience-row"

/* Of people who get a message, and of money for advertisements. */
static const EspMetricId crm_metrics[] = { ESP_METRIC_CLICKED, ESP_METRIC_OPENED,
                                           ESP_METRIC_DELIVERED };
static const EspMetricId ad_metrics[] = { ESP_METRIC_AD_CONVERSIONS, ESP_METRIC_AD_CLICKS };

static const EspMetricId *
get_metrics (EspCampaignPage *page, guint *out_n)
{
  gboolean is_ads = esp_campaign_page_get_record (page)->book->process == ESP_PROCESS_PERFORMANCE;

  *out_n = is_ads ? G_N_ELEMENTS (ad_metrics) : G_N_ELEMENTS (crm_metrics);
  return is_ads ? ad_metrics : crm_metrics;
}

static void
add_text (EspCampaignPage *page,
          GtkWidget *group,
          const EspBrief *brief,
          const char *name,
          const char *title)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             esp_brief_field_new (page, name, title, esp_brief_get (brief, name)));
}

static void
forecast_cb (GtkButton *button, EspCampaignPage *page)
{
  AdwComboRow *metric = g_object_get_data (G_OBJECT (button), METRIC_KEY);
  GtkWidget *audience = g_object_get_data (G_OBJECT (button), AUDIENCE_KEY);
  guint chosen = adw_combo_row_get_selected (metric);
  EspProcessOrder order = { .act = ESP_PROCESS_ACT_FORECAST };
  guint n = 0;
  const EspMetricId *metrics = get_metrics (page, &n);

  order.text = esp_metric_get (metrics[MIN (chosen, n - 1)])->key;
  order.number = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (audience));
  esp_process_act (page, &order);
}

/* Without a past campaign of the kind there is no forecast, but there may be a judgement. */
static void
expected_cb (AdwEntryRow *entry, EspCampaignPage *page)
{
  AdwComboRow *metric = g_object_get_data (G_OBJECT (entry), METRIC_KEY);
  guint chosen = adw_combo_row_get_selected (metric);
  EspProcessOrder order = { .act = ESP_PROCESS_ACT_EXPECT };
  guint n = 0;
  const EspMetricId *metrics = get_metrics (page, &n);

  order.text = esp_metric_get (metrics[MIN (chosen, n - 1)])->key;
  order.more = gtk_editable_get_text (GTK_EDITABLE (entry));
  esp_process_act (page, &order);
}

static void
add_expected (EspCampaignPage *page, GtkWidget *group, GtkWidget *metric, const EspBrief *brief)
{
  g_autofree char *text = brief->expects ? g_strdup_printf ("%.0f", brief->expected) : NULL;
  GtkWidget *row = esp_form_entry_row_new (_ ("How many, forecast or judged by hand"), text);

  g_object_set_data (G_OBJECT (row), METRIC_KEY, metric);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (expected_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* Whom the waterfall says that it reaches, when it is counted; else as the brief has it. */
static double
guess_audience (EspCampaignPage *page, const EspBrief *brief)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  double scale = pow (10, esp_currency_exponent (record->currency));
  gboolean is_ads = record->book->process == ESP_PROCESS_PERFORMANCE;

  if (!isnan (brief->audience))
    return is_ads ? brief->audience / scale : brief->audience;
  if (is_ads)
    return record->campaign->budget > 0 ? (double) record->campaign->budget / scale : 1000000;
  return figures != NULL && figures->waterfall != NULL
           ? (double) esp_waterfall_count_receivers (figures->waterfall)
           : 1000;
}

static void
add_forecast (EspCampaignPage *page, GtkWidget *group, const EspBrief *brief)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const char *choices[G_N_ELEMENTS (crm_metrics) + 1] = { NULL };
  g_autofree char *money = g_strdup_printf (_ ("For so much money (%s)"), record->currency);
  guint chosen = 0;
  guint n = 0;
  const EspMetricId *metrics = get_metrics (page, &n);
  GtkWidget *metric, *audience, *row, *button;

  for (guint i = 0; i < n; i++)
    {
      choices[i] = _ (esp_metric_get (metrics[i])->name);
      if (g_strcmp0 (esp_metric_get (metrics[i])->key, brief->metric) == 0)
        chosen = i;
    }
  metric = esp_form_choice_row_new (_ ("Expected result"), choices, chosen);
  audience =
    esp_form_spin_row_new (esp_forecast_is_of_ads (metrics[0]) ? money
                                                               : _ ("Of so many who get it"),
                           NULL, 1, MAX_AUDIENCE, guess_audience (page, brief));
  row = adw_action_row_new ();
  button = gtk_button_new_with_mnemonic (_ ("_Forecast from past campaigns"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), METRIC_KEY, metric);
  g_object_set_data (G_OBJECT (button), AUDIENCE_KEY, audience);
  g_signal_connect_object (button, "clicked", G_CALLBACK (forecast_cb), page, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), metric);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), audience);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  add_expected (page, group, metric, brief);
}

static char *
describe_expected (const EspBrief *brief)
{
  g_autofree char *expected = esp_format_count ((gint64) brief->expected);
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (isnan (brief->low) || isnan (brief->high))
    return g_strdup (expected);
  low = esp_format_count ((gint64) brief->low);
  high = esp_format_count ((gint64) brief->high);
  /* Translators: a number of leads, and the interval around it */
  return g_strdup_printf (_ ("%1$s expected; four of five campaigns end between %2$s and %3$s"),
                          expected, low, high);
}

/**
 * esp_campaign_brief_new:
 */
GtkWidget *
esp_campaign_brief_new (EspCampaignPage *page)
{
  g_autoptr (EspBrief) parsed =
    esp_brief_parse (esp_campaign_page_get_record (page)->book->brief, NULL);
  g_autoptr (EspBrief) brief = parsed != NULL ? g_steal_pointer (&parsed) : esp_brief_new ();
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  g_autofree char *missing = esp_brief_find_missing (record->book, &record->facts, NULL);
  GtkWidget *group =
    esp_campaign_group_new (_ ("Brief"), missing == NULL ? ESP_TICK_DONE : ESP_TICK_OPEN,
                            missing == NULL ? _ ("Complete") : _ ("Not complete"));

  if (missing != NULL)
    {
      g_autofree char *words = esp_process_words_missing (missing);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), words);
    }

  add_text (page, group, brief, "goal", _ ("What is to be reached"));
  add_text (page, group, brief, "target", _ ("Target group"));
  add_text (page, group, brief, "channels", _ ("Channels"));
  add_text (page, group, brief, "benefit", _ ("Benefit"));
  add_text (page, group, brief, "message", _ ("What is said, in one sentence"));
  add_text (page, group, brief, "note", _ ("Note"));
  add_forecast (page, group, brief);
  if (brief->expects)
    {
      g_autofree char *text = describe_expected (brief);

      if (!isnan (brief->low) && !isnan (brief->high))
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   esp_campaign_text_row_new (text, NULL));
      add_text (page, group, brief, "reasoning", _ ("Why so many are expected"));
    }
  return group;
}

static const char *
name_outcome (EspExpectationOutcome outcome)
{
  switch (outcome)
    {
    case ESP_EXPECTED_BELOW:
      return _ ("Less than expected");
    case ESP_EXPECTED_WITHIN:
      return _ ("As expected");
    case ESP_EXPECTED_ABOVE:
      return _ ("More than expected");
    case ESP_EXPECTED_UNKNOWN:
    default:
      return _ ("Nothing was expected");
    }
}

static void
add_comparison (GtkWidget *group, const EspPostMortem *found)
{
  g_autofree char *expected = NULL;
  g_autofree char *actual = NULL;
  g_autofree char *text = NULL;

  if (!found->is_expected || isnan (found->actual))
    return;
  expected = describe_expected (found->brief);
  actual = esp_format_count ((gint64) found->actual);
  text = g_strdup_printf ("%s: %s", _ (esp_metric_get (found->metric)->name), actual);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             esp_campaign_text_row_new (text, expected));
}

static void
add_delays (GtkWidget *group, const EspPostMortem *found)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < found->delays->len; i++)
    {
      const EspStageDelay *delay = &g_array_index (found->delays, EspStageDelay, i);

      if (!delay->is_known || delay->days_late <= 0)
        continue;
      g_string_append (text, text->len > 0 ? " · " : "");
      /* Translators: name of a stage, and by how many days it was late */
      g_string_append_printf (text,
                              ngettext ("%1$s %2$d day", "%1$s %2$d days",
                                        (gulong) delay->days_late),
                              esp_process_words_work (delay->work), (int) delay->days_late);
    }
  if (text->len > 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               esp_campaign_text_row_new (_ ("Done late"), text->str));
}

/**
 * esp_campaign_post_mortem_new:
 */
GtkWidget *
esp_campaign_post_mortem_new (EspCampaignPage *page)
{
  const EspPostMortem *found = esp_campaign_page_get_figures (page)->post_mortem;
  GtkWidget *group =
    esp_campaign_group_new (_ ("Looking back"),
                            found->outcome == ESP_EXPECTED_BELOW     ? ESP_TICK_WARN
                            : found->outcome == ESP_EXPECTED_UNKNOWN ? ESP_TICK_OPEN
                                                                     : ESP_TICK_DONE,
                            name_outcome (found->outcome));

  add_comparison (group, found);
  add_delays (group, found);
  add_text (page, group, found->brief, "went_well", _ ("What went well"));
  add_text (page, group, found->brief, "went_badly", _ ("What went badly"));
  add_text (page, group, found->brief, "lessons", _ ("What was learned"));
  add_text (page, group, found->brief, "next_time", _ ("What to do otherwise next time"));
  return group;
}
