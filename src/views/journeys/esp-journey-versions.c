/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a journey: what each changed, shown on the page, made the draft, or published again. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-versions.h"

#include "engine/journey/esp-journey-diff.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-journey-moves.h"
#include "views/journeys/esp-publish-sheet.h"
#include "views/journeys/esp-publish-words.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-versions-frame.h"

#include <glib/gi18n.h>

#define WIDTH 620
/* So many of the newest are compared with the one before. */
#define MAX_COMPARED 30
#define MAX_CHANGES 3

#define ESP_TYPE_JOURNEY_VERSIONS (esp_journey_versions_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyVersions, esp_journey_versions, ESP, JOURNEY_VERSIONS, AdwWindow)

struct _EspJourneyVersions
{
  AdwWindow parent_instance;

  EspJourneyDesk *desk; /* (owned) */
  EspVersionsFrame frame;
  guint current;
};

G_DEFINE_FINAL_TYPE (EspJourneyVersions, esp_journey_versions, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  EspJourneyVersions *window; /* (owned) main thread only */
  EspJourneyNames *names;     /* (owned) (nullable) */
  gint64 id;
  guint version; /* to be read, named; of a list: the current one */
  char *name;
  GArray *infos;       /* (owned) (nullable) (element-type EspJourneyVersionInfo) result */
  GPtrArray *changes;  /* (owned) (nullable) (element-type char*) of each in words: result */
  EspJourney *journey; /* (owned) (nullable) result */
} Call;

static Call *
call_new (EspJourneyVersions *self)
{
  Call *call = g_new0 (Call, 1);
  EspJourneyNames *names = esp_journey_desk_get_names (self->desk);

  call->window = g_object_ref (self);
  call->id = esp_journey_desk_get_id (self->desk);
  call->names = names != NULL ? esp_journey_names_ref (names) : NULL;
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->window);
  g_clear_pointer (&call->names, esp_journey_names_unref);
  g_free (call->name);
  g_clear_pointer (&call->infos, g_array_unref);
  g_clear_pointer (&call->changes, g_ptr_array_unref);
  g_clear_pointer (&call->journey, esp_journey_unref);
  g_free (call);
}

static void
tell (EspJourneyVersions *self, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  esp_form_frame_set_problem (&self->frame.form, sentence);
}

static guint
get_version (GtkWidget *widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "esp-version"));
}

/* Acts */

static void
show_cb (GtkWidget *button, EspJourneyVersions *self)
{
  esp_journey_desk_set_shown_version (self->desk, get_version (button));
  gtk_window_close (GTK_WINDOW (self));
}

static void
roll_back_cb (GtkWidget *button, EspJourneyVersions *self)
{
  EspSession *session = esp_journey_desk_get_session (self->desk);
  gint64 id = esp_journey_desk_get_id (self->desk);
  guint version = get_version (button);

  gtk_window_close (GTK_WINDOW (self));
  (void) esp_publish_sheet_present (session, id, version);
}

static gboolean
read_version_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspJourneyVersion) version =
    esp_journey_version_load (tx, call->id, call->version, error);

  call->journey = version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
  return call->journey != NULL;
}

static void
version_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyVersions) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      tell (self, error);
      return;
    }
  esp_journey_draft_apply (esp_journey_desk_get_draft (self->desk), call->journey,
                           _ ("Restore version"), NULL);
  esp_journey_desk_set_shown_version (self->desk, 0);
  esp_session_toast (esp_journey_desk_get_session (self->desk),
                     _ ("The version is the draft now. Ctrl+Z takes it back."));
  call_free (call);
  gtk_window_close (GTK_WINDOW (self));
}

static void
restore_cb (GtkWidget *button, EspJourneyVersions *self)
{
  EspSession *session = esp_journey_desk_get_session (self->desk);
  Call *call = call_new (self);

  call->version = get_version (button);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_version_in_tx, call,
                        (GDestroyNotify) call_free, NULL, version_read_cb, g_object_ref (self));
}

/* The list */

static void
add_button (EspJourneyVersions *self,
            GtkWidget *row,
            guint version,
            const char *text,
            GCallback clicked)
{
  /* Translators: what a button does, then the number of a version */
  g_autofree char *label = g_strdup_printf (_ ("%s: version %u"), text, version);
  GtkWidget *button = esp_versions_frame_add_button (row, text, label);

  g_object_set_data (G_OBJECT (button), "esp-version", GUINT_TO_POINTER (version));
  g_signal_connect_object (button, "clicked", clicked, self, 0);
}

static char *
describe (EspJourneyVersions *self, const EspJourneyVersionInfo *info, const char *changes)
{
  EspSession *session = esp_journey_desk_get_session (self->desk);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *time = esp_format_date (info->created_at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));

  if (info->name != NULL)
    g_string_append_printf (text, _ ("Version %u"), info->version);
  if (info->version == self->current)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "",
                            C_ ("version of a journey", "live"));
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", time);
  if (info->created_by != NULL && *info->created_by != '\0')
    g_string_append_printf (text, " · %s", info->created_by);
  if (changes != NULL && *changes != '\0')
    g_string_append_printf (text, "\n%s", changes);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (EspJourneyVersions *self, const EspJourneyVersionInfo *info, const char *changes)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *number = g_strdup_printf (_ ("Version %u"), info->version);
  g_autofree char *detail = describe (self, info, changes);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 info->name != NULL ? info->name : number);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  add_button (self, row, info->version, C_ ("version", "Show"), G_CALLBACK (show_cb));
  add_button (self, row, info->version, C_ ("version", "As draft"), G_CALLBACK (restore_cb));
  if (info->version != self->current)
    add_button (self, row, info->version, C_ ("version", "Roll back…"), G_CALLBACK (roll_back_cb));
  return row;
}

static char *
say_changes (const Call *call, const EspJourneyDiff *diff)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = diff->differences->len;

  for (guint i = 0; i < MIN (n, MAX_CHANGES); i++)
    {
      const EspDifference *difference = &g_array_index (diff->differences, EspDifference, i);
      g_autofree char *title = esp_publish_words_title (difference, diff, call->names);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "\n" : "",
                              esp_publish_words_sign (difference->kind), title);
    }
  if (n > MAX_CHANGES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("And %u more change", "And %u more changes",
                                        n - MAX_CHANGES),
                              n - MAX_CHANGES);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
compare_versions (EspTx *tx, Call *call)
{
  g_autoptr (EspJourney) newer = NULL;

  for (guint i = 0; i < MIN (call->infos->len, MAX_COMPARED + 1); i++)
    {
      guint number = g_array_index (call->infos, EspJourneyVersionInfo, i).version;
      g_autoptr (EspJourneyVersion) version = esp_journey_version_load (tx, call->id, number, NULL);
      EspJourney *journey =
        version != NULL ? esp_journey_parse_json (version->definition, -1, NULL) : NULL;

      if (journey != NULL && newer != NULL)
        {
          g_autoptr (EspJourneyDiff) diff = esp_journey_diff_new (journey, newer);

          g_free (call->changes->pdata[i - 1]);
          call->changes->pdata[i - 1] = say_changes (call, diff);
        }
      g_clear_pointer (&newer, esp_journey_unref);
      newer = journey;
    }
}

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, call->id, error);

  if (row == NULL)
    return FALSE;
  call->version = row->version;
  call->infos = esp_journey_version_infos (tx, call->id, error);
  if (call->infos == NULL)
    return FALSE;
  call->changes = g_ptr_array_new_full (call->infos->len, g_free);
  g_ptr_array_set_size (call->changes, (int) call->infos->len);
  compare_versions (tx, call);
  return TRUE;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyVersions) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      tell (self, error);
      return;
    }
  self->current = call->version;
  esp_versions_frame_clear (&self->frame);
  for (guint i = 0; i < call->infos->len; i++)
    gtk_list_box_append (self->frame.list,
                         make_row (self, &g_array_index (call->infos, EspJourneyVersionInfo, i),
                                   call->changes->pdata[i]));
  if (call->infos->len == 0)
    esp_versions_frame_add_sentence (&self->frame, _ ("Nothing is published yet. Each time you "
                                                      "publish, a version is kept."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->frame.name), call->infos->len > 0);
  gtk_widget_set_sensitive (self->frame.form.accept, call->infos->len > 0);
  call_free (call);
}

static void
read_list (EspJourneyVersions *self)
{
  EspSession *session = esp_journey_desk_get_session (self->desk);

  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, list_in_tx, call_new (self),
                        (GDestroyNotify) call_free, NULL, listed_cb, g_object_ref (self));
}

/* Naming */

static gboolean
name_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return esp_journey_version_set_name (tx, call->id, call->version, call->name, error);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyVersions) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      tell (self, error);
      return;
    }
  gtk_editable_set_text (self->frame.name, "");
  read_list (self);
}

static void
name_cb (EspJourneyVersions *self)
{
  EspSession *session = esp_journey_desk_get_session (self->desk);
  g_autofree char *name = esp_versions_frame_read_name (&self->frame);
  Call *call;

  if (name == NULL || self->current == 0)
    return;
  call = call_new (self);
  call->version = self->current;
  call->name = g_steal_pointer (&name);
  esp_store_write_async (esp_session_get_store (session), NULL, name_in_tx, call,
                         (GDestroyNotify) call_free, named_cb, g_object_ref (self));
}

static void
esp_journey_versions_dispose (GObject *object)
{
  g_clear_object (&ESP_JOURNEY_VERSIONS (object)->desk);
  G_OBJECT_CLASS (esp_journey_versions_parent_class)->dispose (object);
}

static void
esp_journey_versions_class_init (EspJourneyVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_journey_versions_dispose;
}

static void
esp_journey_versions_init (EspJourneyVersions *self)
{
}

/**
 * esp_journey_versions_open:
 *
 * Shows the versions of the journey on @desk.
 */
void
esp_journey_versions_open (EspJourneyDesk *desk)
{
  EspJourneyVersions *self = g_object_new (ESP_TYPE_JOURNEY_VERSIONS, NULL);

  self->desk = g_object_ref (desk);
  esp_versions_frame_build (&self->frame, ADW_WINDOW (self),
                            esp_session_get_window (esp_journey_desk_get_session (desk)), WIDTH,
                            G_CALLBACK (name_cb));
  read_list (self);
  gtk_window_present (GTK_WINDOW (self));
}
