/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process of a campaign on its page: every stage with its owner, day, list, files and what it waits for. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-occasions.h"
#include "engine/plan/esp-plan-days.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-process-acts.h"
#include "views/campaigns/esp-process-words.h"
#include "views/campaigns/esp-stage-parts.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define IDS_KEY "esp-occasion-ids"
#define MAX_OCCASIONS 30

static void
process_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_BEGIN,
                                  .number = (gint64) adw_combo_row_get_selected (row) };

  if ((gint64) esp_campaign_page_get_record (page)->book->process != order.number)
    esp_process_act (page, &order);
}

static void
add_process_row (EspCampaignPage *page, GtkWidget *group)
{
  const char *choices[ESP_N_PROCESSES + 1] = { NULL };
  GtkWidget *row;

  for (guint i = 0; i < ESP_N_PROCESSES; i++)
    choices[i] = esp_process_words_process ((EspProcess) i);
  row = esp_form_choice_row_new (_ ("How it is run"), choices,
                                 esp_campaign_page_get_record (page)->book->process);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (process_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
occasion_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  GPtrArray *ids = g_object_get_data (G_OBJECT (row), IDS_KEY);
  guint chosen = adw_combo_row_get_selected (row);
  EspProcessOrder order = { .act = ESP_PROCESS_ACT_OCCASION };

  if (chosen == 0 || chosen > ids->len)
    return;
  order.text = g_ptr_array_index (ids, chosen - 1);
  esp_process_act (page, &order);
}

/* The yearly occasions, each with its next day. */
static void
add_occasions (EspCampaignPage *page, GtkWidget *group)
{
  EspLang lang = esp_session_get_lang (esp_campaign_page_get_session (page));
  g_autoptr (EspHolidays) holidays = esp_holidays_new ("KR", NULL, NULL);
  g_autoptr (GPtrArray) occasions = esp_occasions_load (NULL);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *row;

  g_ptr_array_add (titles, g_strdup (_ ("None")));
  for (guint i = 0; occasions != NULL && holidays != NULL && i < occasions->len; i++)
    {
      const EspOccasion *occasion = g_ptr_array_index (occasions, i);
      gint64 day = 0;
      g_autofree char *when = NULL;

      if (!esp_occasion_next_day (occasion, holidays,
                                  esp_campaign_page_get_record (page)->facts.today, &day, NULL))
        continue;
      when = esp_process_words_day (day, lang);
      g_ptr_array_add (titles, g_strdup_printf ("%s · %s", occasion->names[lang], when));
      g_ptr_array_add (ids, g_strdup (occasion->id));
    }
  g_ptr_array_add (titles, NULL);
  row = esp_form_choice_row_new (_ ("For a yearly occasion"),
                                 (const char *const *) (gpointer) titles->pdata, 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("Stages with due days, and a brief to begin with"));
  g_object_set_data_full (G_OBJECT (row), IDS_KEY, ids, (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (occasion_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
set_days (EspCampaignPage *page, gint64 first, gint64 last, const char *text, gboolean is_first)
{
  g_autofree char *from = first != ESP_WORK_NO_DAY ? esp_plan_day_format (first) : g_strdup ("");
  g_autofree char *until = last != ESP_WORK_NO_DAY ? esp_plan_day_format (last) : g_strdup ("");
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_DAYS,
                                  .text = is_first ? text : from,
                                  .more = is_first ? until : text };

  esp_process_act (page, &order);
}

static void
first_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  const EspStageBook *book = esp_campaign_page_get_record (page)->book;

  set_days (page, book->starts_day, book->ends_day, gtk_editable_get_text (GTK_EDITABLE (row)),
            TRUE);
}

static void
last_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  const EspStageBook *book = esp_campaign_page_get_record (page)->book;

  set_days (page, book->starts_day, book->ends_day, gtk_editable_get_text (GTK_EDITABLE (row)),
            FALSE);
}

static void
add_day_row (EspCampaignPage *page,
             GtkWidget *group,
             const char *title,
             gint64 day,
             GCallback apply)
{
  g_autofree char *text = day != ESP_WORK_NO_DAY ? esp_plan_day_format (day) : NULL;
  GtkWidget *row = esp_form_entry_row_new (title, text);

  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", apply, page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static guint
count_done (const EspStageBook *book)
{
  guint n = 0;

  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);

      n += row->state == ESP_WORK_DONE || row->state == ESP_WORK_SKIPPED;
    }
  return n;
}

/**
 * esp_campaign_process_key:
 *
 * Returns: (transfer full): what the section is made of
 */
char *
esp_campaign_process_key (const EspCampaignRecord *record)
{
  const EspStageBook *book = record->book;
  GString *key = g_string_new (NULL);

  g_string_append_printf (key, "%d|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, book->process,
                          book->starts_day, book->ends_day);
  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);
      g_autoptr (GArray) blockers = esp_process_find_blockers (book, row->work, &record->facts);

      g_string_append_printf (key, "|%d %d %s %" G_GINT64_FORMAT, row->work, row->state,
                              row->owner != NULL ? row->owner : "", row->due_day);
      for (guint j = 0; j < blockers->len; j++)
        g_string_append_printf (key, " %d.%u%s", g_array_index (blockers, EspBlocker, j).kind,
                                g_array_index (blockers, EspBlocker, j).n,
                                g_array_index (blockers, EspBlocker, j).text != NULL
                                  ? g_array_index (blockers, EspBlocker, j).text
                                  : "");
    }
  for (guint i = 0; i < book->checks->len; i++)
    g_string_append_printf (key, "|%" G_GINT64_FORMAT "%c",
                            ((EspStageCheck *) g_ptr_array_index (book->checks, i))->id,
                            ((EspStageCheck *) g_ptr_array_index (book->checks, i))->done_us != 0
                              ? 'x'
                              : ' ');
  g_string_append_printf (key, "|%u|%u", book->files->len, book->handovers->len);
  return g_string_free (key, FALSE);
}

/**
 * esp_campaign_process_new:
 */
GtkWidget *
esp_campaign_process_new (EspCampaignPage *page)
{
  const EspStageBook *book = esp_campaign_page_get_record (page)->book;
  guint n_done = count_done (book);
  g_autofree char *word = NULL;
  GtkWidget *group;

  if (book->process == ESP_PROCESS_NONE)
    {
      group = esp_campaign_group_new (_ ("Process"), ESP_TICK_DONE, _ ("Optional"));
      add_process_row (page, group);
      add_occasions (page, group);
      return group;
    }
  /* Translators: so many stages of so many */
  word = g_strdup_printf (_ ("%1$u of %2$u stages done"), n_done, book->stages->len);
  group =
    esp_campaign_group_new (_ ("Process"),
                            n_done == book->stages->len ? ESP_TICK_DONE : ESP_TICK_WAIT, word);
  for (guint i = 0; i < book->stages->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               esp_stage_row_build (page, g_ptr_array_index (book->stages, i)));
  add_day_row (page, group, _ ("Runs from (year-month-day)"), book->starts_day,
               G_CALLBACK (first_cb));
  add_day_row (page, group, _ ("Runs until"), book->ends_day, G_CALLBACK (last_cb));
  add_process_row (page, group);
  return group;
}
