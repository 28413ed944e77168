/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar as a file: on paper, for other programs, and from them. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-files.h"

#include "draw/esp-plan-paper.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-print-pages.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-plan-exchange.h"

#include <glib/gi18n.h>
#include <string.h>

/* A calendar that is being read. */
typedef struct
{
  EspSession *session; /* (owned) main thread only */
  char *source;
  GFile *file; /* (owned) */
  EspPlanExchange done;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->session);
  g_object_unref (reading->file);
  g_free (reading->source);
  g_free (reading);
}

static gboolean
import_cb (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GBytes) bytes = g_file_load_bytes (reading->file, NULL, NULL, error);

  return bytes != NULL && esp_plan_import_ical (tx, reading->source, bytes, &reading->done, error);
}

/* One line for each reason. */
static char *
describe_left_out (const EspIcalTold *told)
{
  const struct
  {
    guint n;
    const char *words;
  } parts[] = {
    { told->n_cancelled, N_ ("Cancelled, and left out") },
    { told->n_outside, N_ ("Long past or far ahead, and left out") },
    { told->n_tasks, N_ ("Tasks and notes, which are no events") },
    { told->n_odd, N_ ("Not readable in every part, counted once or left out") },
    { told->n_unknown_zones,
      N_ ("Times of an unknown place, read by the clock of this workspace") },
  };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].n > 0)
      g_ptr_array_add (lines, g_strdup_printf ("%s: %u", _ (parts[i].words), parts[i].n));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_dialog_tell (esp_session_get_window (reading->session), _ ("The calendar cannot be read"),
                       message);
    }
  else
    {
      g_autofree char *text =
        g_strdup_printf (_ ("“%s”: %u new, %u read again, %d gone"), reading->source,
                         reading->done.n_new, reading->done.n_changed, (int) reading->done.n_gone);
      g_autofree char *left_out = describe_left_out (&reading->done.told);

      esp_session_toast_undo (reading->session, text, history_id);
      if (*left_out != '\0')
        esp_dialog_tell (esp_session_get_window (reading->session),
                         _ ("Not everything in the calendar was taken"), left_out);
    }
  reading_free (reading);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  GFile *file = esp_dialog_file_finish (result, NULL);
  EspOperation operation = { .kind = "plan-import" };
  Reading *reading;

  if (file == NULL)
    return;
  reading = g_new0 (Reading, 1);
  reading->session = g_object_ref (session);
  reading->file = file;
  reading->source = g_file_get_basename (file);
  operation.summary = reading->source;
  esp_store_write_async (esp_session_get_store (session), &operation, import_cb, reading, NULL,
                         imported_cb, reading);
}

static const EspFileFilter calendars[] = { { N_ ("Calendars (iCalendar)"), "*.ics" },
                                           { NULL, NULL } };

static void
import_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  esp_dialog_open_file_async (esp_session_get_window (self->session), _ ("Read a calendar"),
                              calendars, esp_session_get_cancellable (self->session), chosen_cb,
                              g_object_ref (self->session));
}

static char *
get_name (const EspPlanEntry *entry, gpointer data)
{
  return esp_calendar_title_words (entry, esp_session_get_lang (data));
}

static char *
get_detail (const EspPlanEntry *entry, gpointer data)
{
  const char *state = esp_calendar_state_words (entry);

  return *state == '\0' ? g_strdup (esp_calendar_type_words (entry))
                        : g_strdup_printf ("%s · %s", esp_calendar_type_words (entry), state);
}

/* What is shown, for paper. */
typedef struct
{
  EspPlanPaperWords words;
  GPtrArray *entries; /* (owned) (element-type EspPlanEntry) (unowned) of the plan */
  char *subtitle;     /* (owned) */
  GDate first;
  guint n_days;
  gboolean is_list;
} Paper;

static void
paper_clear (Paper *paper)
{
  g_ptr_array_unref (paper->entries);
  g_free (paper->subtitle);
}

static void
paper_init (Paper *paper, EspCalendarScreen *self)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  gint64 from_us, to_us;
  GDate end;

  *paper = (Paper){ .words = { .name = get_name,
                               .detail = get_detail,
                               .data = self->session,
                               .lang = esp_session_get_lang (self->session) },
                    .is_list = self->page != ESP_PAGE_MONTH };
  paper->entries = g_ptr_array_new ();
  esp_calendar_screen_get_span (self, &paper->first, &paper->n_days);
  end = paper->first;
  g_date_add_days (&end, paper->n_days);
  from_us = esp_day_start_us (&paper->first, plan->zone);
  to_us = esp_day_start_us (&end, plan->zone);
  for (guint i = 0; i < plan->entries->len; i++)
    {
      EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);

      if (entry->from_us < to_us && (entry->to_us > from_us || entry->from_us >= from_us) &&
          entry->type != ESP_PLAN_OF_JOURNEY &&
          (paper->is_list ||
           (entry->type != ESP_PLAN_OF_HOLIDAY && entry->type != ESP_PLAN_OF_GOAL)))
        g_ptr_array_add (paper->entries, entry);
    }
  for (guint i = 0; i < G_N_ELEMENTS (paper->words.weekdays); i++)
    paper->words.weekdays[i] = esp_calendar_weekday_words (i + 1);
  paper->subtitle =
    g_strdup_printf ("%s · %s", gtk_label_get_label (GTK_LABEL (self->title)), plan->zone_name);
  paper->words.title = C_ ("area", "Calendar");
  paper->words.subtitle = paper->subtitle;
}

static GBytes *
make_paper (EspCalendarScreen *self, GError **error)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  GBytes *bytes;
  Paper paper;

  paper_init (&paper, self);
  bytes = paper.is_list ? esp_plan_paper_agenda (plan, paper.entries, &paper.words, error)
                        : esp_plan_paper_month (plan, paper.entries, &paper.first, paper.n_days,
                                                &paper.words, error);
  paper_clear (&paper);
  return bytes;
}

static GPtrArray *
make_pages (EspCalendarScreen *self)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  GPtrArray *pages;
  Paper paper;

  paper_init (&paper, self);
  pages = paper.is_list ? esp_plan_paper_agenda_pages (plan, paper.entries, &paper.words)
                        : esp_plan_paper_month_pages (plan, paper.entries, &paper.first,
                                                      paper.n_days, &paper.words);
  paper_clear (&paper);
  return pages;
}

static GBytes *
make_calendar (EspCalendarScreen *self)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  char *text =
    esp_ical_write (plan, plan->from_us, plan->to_us, esp_session_get_lang (self->session));

  return g_bytes_new_take (text, strlen (text));
}

/* What is to be written, made before the chooser: the plan may be another one afterwards. */
typedef struct
{
  EspSession *session; /* (owned) */
  GBytes *bytes;       /* (owned) */
} Saving;

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_basename (G_FILE (source));
      g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), name);

      esp_session_toast (session, text);
    }
  else
    esp_dialog_tell (esp_session_get_window (session), _ ("The file cannot be written"),
                     error->message);
}

static void
place_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    g_file_replace_contents_bytes_async (file, saving->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         saved_cb, g_object_ref (saving->session));
  g_object_unref (saving->session);
  g_bytes_unref (saving->bytes);
  g_free (saving);
}

static void
save (EspCalendarScreen *self, GBytes *bytes, const char *name, const EspFileFilter *filters)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->session = g_object_ref (self->session);
  saving->bytes = bytes;
  esp_dialog_save_file_async (esp_session_get_window (self->session), _ ("Save the calendar"), name,
                              filters, esp_session_get_cancellable (self->session), place_cb,
                              saving);
}

static void
export_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  if (esp_calendar_screen_get_plan (self) != NULL)
    save (self, make_calendar (self), "espalier.ics", calendars);
}

/* The pages are made before the dialog: the plan may be another one when it closes. */
static void
print_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;

  if (esp_calendar_screen_get_plan (self) != NULL)
    esp_print_pages (self->session, C_ ("area", "Calendar"), make_pages (self));
}

static void
pdf_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspFileFilter papers[] = { { N_ ("PDF"), "*.pdf" }, { NULL, NULL } };
  EspCalendarScreen *self = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  if (esp_calendar_screen_get_plan (self) == NULL)
    return;
  bytes = make_paper (self, &error);
  if (bytes != NULL)
    save (self, bytes, "calendar.pdf", papers);
  else
    esp_dialog_tell (esp_session_get_window (self->session), _ ("The file cannot be written"),
                     error->message);
}

/**
 * esp_calendar_files_add_acts:
 */
void
esp_calendar_files_add_acts (EspCalendarScreen *self)
{
  static const GActionEntry entries[] = {
    { .name = "import", .activate = import_act },
    { .name = "export", .activate = export_act },
    { .name = "print", .activate = print_act },
    { .name = "pdf", .activate = pdf_act },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_menu_append (self->menu, _ ("_Print…"), "screen.print");
  g_menu_append (self->menu, _ ("Save as PDF…"), "screen.pdf");
  g_menu_append (self->menu, _ ("Export for other calendars…"), "screen.export");
  g_menu_append (self->menu, _ ("Read another calendar…"), "screen.import");
}
