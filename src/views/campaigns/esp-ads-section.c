/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The advertisements of a campaign on its page: budgets by platform, and what the platforms would refuse. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "engine/plan/esp-ad-json.h"
#include "views/campaigns/esp-ad-window.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-process-acts.h"
#include "views/campaigns/esp-process-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>
#include <string.h>

#define ID_KEY "esp-id"

static void
edit_cb (GtkWidget *row, EspCampaignPage *page)
{
  esp_ad_window_present (page,
                         (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), ID_KEY)));
}

static void
add_cb (GtkButton *button, EspCampaignPage *page)
{
  esp_ad_window_present (page, 0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignPage) page = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *json = NULL;
  EspProcessOrder order = { .act = ESP_PROCESS_ACT_ADS };

  if (path == NULL)
    return;
  if (!g_file_get_contents (path, &json, NULL, &error))
    {
      esp_session_toast (esp_campaign_page_get_session (page), error->message);
      return;
    }
  order.text = json;
  esp_process_act (page, &order);
}

static void
import_cb (GtkButton *button, EspCampaignPage *page)
{
  static const EspFileFilter filters[] = { { N_ ("Planned advertisements"), "*.json" }, { NULL } };

  esp_dialog_open_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                              _ ("Read Planned Advertisements"), filters, NULL, read_cb,
                              g_object_ref (page));
}

/* What is to be written, made before the chooser: the plan may be another one afterwards. */
typedef struct
{
  EspSession *session; /* (owned) */
  GBytes *bytes;       /* (owned) */
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->session);
  g_bytes_unref (saving->bytes);
  g_free (saving);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), name);

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    esp_session_toast (saving->session, text);
  else
    esp_session_toast (saving->session, error->message);
  saving_free (saving);
}

static void
place_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    g_file_replace_contents_bytes_async (file, saving->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         saved_cb, saving);
  else
    saving_free (saving);
}

/* The same file that is read again here, or by the command line. */
static void
export_cb (GtkButton *button, EspCampaignPage *page)
{
  static const EspFileFilter filters[] = { { N_ ("Planned advertisements"), "*.json" }, { NULL } };
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  Saving *saving = g_new0 (Saving, 1);
  char *json = esp_ad_json_write (record->ads, esp_currency_exponent (record->currency));
  g_autofree char *name = g_strdup_printf ("%s.json", record->campaign->name);

  saving->session = g_object_ref (esp_campaign_page_get_session (page));
  saving->bytes = g_bytes_new_take (json, strlen (json));
  g_strdelimit (name, "/\\:*?\"<>|\n", '-');
  esp_dialog_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                              _ ("Save Planned Advertisements"), name, filters, NULL, place_cb,
                              saving);
}

static void
add_findings (EspCampaignPage *page, GtkWidget *row, GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const EspAdFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *text = esp_process_words_finding (finding);
      GtkWidget *line = esp_campaign_text_row_new (text, NULL);
      GtkWidget *icon =
        esp_icon_new (finding->is_error ? "esp-error-symbolic" : "esp-warning-symbolic");

      gtk_widget_add_css_class (icon, finding->is_error ? "error" : "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (line), icon);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
    }
}

static void
add_edit (EspCampaignPage *page, GtkWidget *row, gint64 id)
{
  GtkWidget *line =
    esp_campaign_text_row_new (_ ("Change"),
                               _ ("Budget, days, ad groups with bids and targets, creatives"));

  g_object_set_data (G_OBJECT (line), ID_KEY, GSIZE_TO_POINTER ((gsize) id));
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), esp_icon_new ("esp-chevron-right-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (line), TRUE);
  g_signal_connect_object (line, "activated", G_CALLBACK (edit_cb), page, 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
}

static guint
count_creatives (const EspAdCampaign *ad)
{
  guint n = 0;

  for (guint i = 0; i < ad->groups->len; i++)
    n += ((EspAdGroup *) g_ptr_array_index (ad->groups, i))->creatives->len;
  return n;
}

static GtkWidget *
ad_row_new (EspCampaignPage *page,
            const EspAdCampaign *ad,
            const EspAdSpecs *specs,
            guint *n_errors)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  EspLang lang = esp_session_get_lang (esp_campaign_page_get_session (page));
  JsonObject *platform = esp_ad_specs_find (specs, ad->platform);
  g_autoptr (GPtrArray) findings = esp_ad_check (specs, ad, record->currency);
  g_autofree char *budget =
    esp_format_money (esp_ad_campaign_get_whole_budget (ad), record->currency);
  g_autofree char *text = NULL;
  GtkWidget *row = adw_expander_row_new ();

  for (guint i = 0; i < findings->len; i++)
    *n_errors += ((EspAdFinding *) g_ptr_array_index (findings, i))->is_error != 0;
  /* Translators: a platform, money, a number of ad groups and of creatives */
  text = g_strdup_printf (_ ("%1$s · %2$s · ad groups %3$u · creatives %4$u"),
                          platform != NULL ? esp_ad_specs_get_name (platform, lang) : ad->platform,
                          budget, ad->groups->len, count_creatives (ad));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ad->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), text);
  add_findings (page, row, findings);
  add_edit (page, row, ad->id);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), findings->len > 0);
  return row;
}

static gint64
sum_budgets (const GPtrArray *ads)
{
  gint64 sum = 0;

  for (guint i = 0; i < ads->len; i++)
    sum += esp_ad_campaign_get_whole_budget (g_ptr_array_index (ads, i));
  return sum;
}

/* Beside what the campaign has. */
static GtkWidget *
budget_row_new (const EspCampaignRecord *record)
{
  gint64 sum = sum_budgets (record->ads);
  g_autofree char *all = esp_format_money (sum, record->currency);
  g_autofree char *has = esp_format_money (record->campaign->budget, record->currency);
  /* Translators: money */
  g_autofree char *over = g_strdup_printf (_ ("More than the budget of the campaign, %s"), has);
  /* Translators: money */
  g_autofree char *within = g_strdup_printf (_ ("The budget of the campaign is %s"), has);
  g_autofree char *title = g_strdup_printf ("%s: %s", _ ("Planned for all platforms"), all);

  return esp_campaign_text_row_new (title, record->campaign->budget == 0    ? NULL
                                           : sum > record->campaign->budget ? over
                                                                            : within);
}

static void
add_buttons (EspCampaignPage *page, GtkWidget *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Plan an advertisement…"));
  GtkWidget *import = gtk_button_new_with_mnemonic (_ ("_Read from a file…"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save to a file…"));

  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (import, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (save, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (save, esp_campaign_page_get_record (page)->ads->len > 0);
  g_signal_connect_object (save, "clicked", G_CALLBACK (export_cb), page, 0);
  gtk_widget_set_margin_start (save, 6);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_cb), page, 0);
  g_signal_connect_object (import, "clicked", G_CALLBACK (import_cb), page, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), add);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), import);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), save);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * esp_campaign_ads_key:
 *
 * Returns: (transfer full): what the section is made of
 */
char *
esp_campaign_ads_key (const EspCampaignRecord *record)
{
  g_autofree char *json = esp_ad_json_write (record->ads, 0);

  return g_strdup_printf ("%" G_GINT64_FORMAT "|%s", record->campaign->budget, json);
}

/**
 * esp_campaign_ads_new:
 */
GtkWidget *
esp_campaign_ads_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  g_autoptr (EspAdSpecs) specs = esp_ad_specs_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *word = NULL;
  guint n_errors = 0;
  GtkWidget *group;

  for (guint i = 0; i < record->ads->len; i++)
    g_ptr_array_add (rows, ad_row_new (page, g_ptr_array_index (record->ads, i), specs, &n_errors));
  word = n_errors > 0 ? g_strdup_printf (ngettext ("%u problem", "%u problems", n_errors), n_errors)
                      : g_strdup (record->ads->len > 0 ? _ ("The platforms would take it")
                                                       : _ ("Nothing planned"));
  group = esp_campaign_group_new (_ ("Advertisements"),
                                  n_errors > 0           ? ESP_TICK_OPEN
                                  : record->ads->len > 0 ? ESP_TICK_DONE
                                                         : ESP_TICK_OPEN,
                                  word);
  if (record->ads->len > 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), budget_row_new (record));
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), g_ptr_array_index (rows, i));
  add_buttons (page, group);
  return group;
}
