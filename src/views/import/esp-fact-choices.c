/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file of orders, ad spend or events does not say of itself: its sheet, whose export it is, its campaign. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-fact-choices.h"

#include "store/esp-campaigns.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const char *const platforms[] = { NULL, "google", "meta", "naver", "kakao", "tiktok" };

/* Nobody brings in events that are older. */
#define N_YEARS 10

typedef struct
{
  EspFactChoices *choices; /* the page's, which outlives its rows */
  EspFactChangedFunc changed;
  gpointer user_data;
  guint this_year;
  GPtrArray *campaigns; /* (owned) of char: the id of each row but the first */
} Chooser;

static void
chooser_free (gpointer data, GClosure *closure)
{
  Chooser *self = data;

  g_ptr_array_unref (self->campaigns);
  g_free (self);
}

/**
 * esp_fact_choices_clear:
 */
void
esp_fact_choices_clear (EspFactChoices *self)
{
  g_clear_pointer (&self->campaign, g_free);
  self->platform = NULL;
  self->sheet = 0;
  self->year = 0;
}

static void
sheet_chosen_cb (AdwComboRow *row, GParamSpec *pspec, Chooser *self)
{
  self->choices->sheet = adw_combo_row_get_selected (row) + 1;
  self->changed (self->user_data);
}

static void
platform_chosen_cb (AdwComboRow *row, GParamSpec *pspec, Chooser *self)
{
  self->choices->platform = platforms[adw_combo_row_get_selected (row)];
  self->changed (self->user_data);
}

static void
campaign_chosen_cb (AdwComboRow *row, GParamSpec *pspec, Chooser *self)
{
  guint place = adw_combo_row_get_selected (row);

  g_free (self->choices->campaign);
  self->choices->campaign =
    place > 0 ? g_strdup (g_ptr_array_index (self->campaigns, place - 1)) : NULL;
  self->changed (self->user_data);
}

static void
year_chosen_cb (AdwComboRow *row, GParamSpec *pspec, Chooser *self)
{
  guint place = adw_combo_row_get_selected (row);

  self->choices->year = place > 0 ? self->this_year + 1 - place : 0;
  self->changed (self->user_data);
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, GtkStringList *names, guint selected)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
listen (GtkWidget *row, GCallback chosen, const Chooser *from)
{
  Chooser *chooser = g_memdup2 (from, sizeof *from);

  g_ptr_array_ref (chooser->campaigns);
  g_signal_connect_data (row, "notify::selected", chosen, chooser, chooser_free, 0);
}

static void
add_sheet (GtkWidget *group, const EspFactReport *report, const Chooser *chooser)
{
  g_autoptr (GtkStringList) names = NULL;

  if (report->sheets == NULL || g_strv_length (report->sheets) < 2)
    return;
  names = gtk_string_list_new ((const char *const *) report->sheets);
  listen (add_row (group, _ ("Sheet"), names, MAX (report->sheet, 1) - 1),
          G_CALLBACK (sheet_chosen_cb), chooser);
}

static void
add_platform (GtkWidget *group, const EspFactReport *report, const Chooser *chooser)
{
  const char *const words[] = { _ ("As it tells itself"),
                                _ ("Google Ads"),
                                _ ("Meta"),
                                _ ("Naver"),
                                _ ("Kakao"),
                                _ ("TikTok"),
                                NULL };
  g_autoptr (GtkStringList) names = gtk_string_list_new (words);
  const char *told = report->columns != NULL ? report->columns->platform : NULL;
  GtkWidget *row;
  guint selected = 0;
  guint of_file = 0;

  for (guint i = 1; i < G_N_ELEMENTS (platforms); i++)
    {
      if (g_strcmp0 (platforms[i], chooser->choices->platform) == 0)
        selected = i;
      if (g_strcmp0 (platforms[i], told) == 0)
        of_file = i;
    }
  row = add_row (group, _ ("Whose export it is"), names, selected);
  if (of_file > 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words[of_file]);
  listen (row, G_CALLBACK (platform_chosen_cb), chooser);
}

static void
add_year (GtkWidget *group, const EspFactReport *report, const Chooser *chooser)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row;
  guint selected = 0;

  gtk_string_list_append (names, _ ("As each row says"));
  for (guint i = 0; i < N_YEARS; i++)
    {
      g_autofree char *year = g_strdup_printf ("%u", report->this_year - i);

      gtk_string_list_append (names, year);
      if (chooser->choices->year == report->this_year - i)
        selected = i + 1;
    }
  row = add_row (group, _ ("Year"), names, selected);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Of days that are written without one"));
  listen (row, G_CALLBACK (year_chosen_cb), chooser);
}

static void
add_campaign (GtkWidget *group, const EspFactReport *report, const Chooser *chooser)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row;
  guint selected = 0;

  if (report->campaigns == NULL || report->campaigns->len == 0)
    return;
  gtk_string_list_append (names, _ ("As each row names it"));
  for (guint i = 0; i < report->campaigns->len; i++)
    {
      const EspCampaign *campaign = g_ptr_array_index (report->campaigns, i);
      char *id = g_strdup_printf ("%" G_GINT64_FORMAT, campaign->id);

      g_ptr_array_add (chooser->campaigns, id);
      gtk_string_list_append (names, campaign->name);
      if (g_strcmp0 (id, chooser->choices->campaign) == 0)
        selected = i + 1;
    }
  row = add_row (group, _ ("Campaign"), names, selected);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), report->kind == ESP_FACT_JOB_EVENTS
                                                       ? _ ("Of rows that name none themselves")
                                                       : _ ("Of all rows"));
  listen (row, G_CALLBACK (campaign_chosen_cb), chooser);
}

/**
 * esp_fact_choices_build:
 * @self: outlives the rows
 * @changed: called when the user chose otherwise
 *
 * Returns: (transfer floating) (nullable): rows to choose by; %NULL when there is nothing to choose
 */
GtkWidget *
esp_fact_choices_build (EspFactChoices *self,
                        const EspFactReport *report,
                        EspFactChangedFunc changed,
                        gpointer user_data)
{
  g_autoptr (GPtrArray) campaigns = g_ptr_array_new_with_free_func (g_free);
  const Chooser chooser = { self, changed, user_data, report->this_year, campaigns };
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What the file does not say"));
  add_sheet (group, report, &chooser);
  if (report->kind == ESP_FACT_JOB_SPEND)
    add_platform (group, report, &chooser);
  if (report->this_year > 0)
    add_year (group, report, &chooser);
  add_campaign (group, report, &chooser);
  gtk_widget_set_sensitive (group, report->is_dry_run);
  if (report->kind == ESP_FACT_JOB_ORDERS && campaigns->len == 0 &&
      (report->sheets == NULL || g_strv_length (report->sheets) < 2))
    {
      g_object_ref_sink (group);
      g_object_unref (group);
      return NULL;
    }
  return group;
}
