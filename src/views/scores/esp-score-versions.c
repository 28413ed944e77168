/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a score: what each changed in words, taken up again to be looked at and applied. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-versions.h"

#include "engine/score/esp-score-json.h"
#include "engine/score/esp-score-words.h"
#include "views/scores/esp-score-editor-private.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-versions-frame.h"

#include <glib/gi18n.h>

#define WIDTH 620
#define MAX_CHANGES 4

#define ESP_TYPE_SCORE_VERSIONS (esp_score_versions_get_type ())
G_DECLARE_FINAL_TYPE (EspScoreVersions, esp_score_versions, ESP, SCORE_VERSIONS, AdwWindow)

struct _EspScoreVersions
{
  AdwWindow parent_instance;

  EspScoreEditor *editor; /* (owned) */
  GPtrArray *versions;    /* (owned) (nullable) (element-type EspScoreVersion) the newest first */
  EspFormFrame form;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (EspScoreVersions, esp_score_versions, ADW_TYPE_WINDOW)

/* What changed, in words */

static char **
dup_lines (EspScoreVersions *self, const EspScoreVersion *version)
{
  EspSegmentWorld *world = self->editor->choices->world;
  const EspScoreTongue tongue = { esp_segment_world_get_catalog (world),
                                  esp_segment_world_get_currency (world),
                                  esp_session_get_lang (self->editor->session) };
  g_autoptr (EspScore) score = esp_score_parse_json (version->definition, -1, NULL);
  g_autofree char *words = score != NULL ? esp_score_dup_words (score, &tongue) : g_strdup ("");

  return g_strsplit (g_strstrip (words), "\n", -1);
}

static guint
append_missing (GString *text,
                char **lines,
                char **others,
                const char *sign,
                guint n,
                guint *n_more)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '\0' || g_strv_contains ((const char *const *) others, lines[i]))
        continue;
      if (n < MAX_CHANGES)
        g_string_append_printf (text, "\n%s %s", sign, lines[i]);
      else
        (*n_more)++;
      n++;
    }
  return n;
}

static void
append_changes (EspScoreVersions *self, GString *text, guint place)
{
  g_auto (GStrv) now = NULL;
  g_auto (GStrv) before = NULL;
  guint n_more = 0, n;

  if (place + 1 >= self->versions->len)
    return;
  now = dup_lines (self, self->versions->pdata[place]);
  before = dup_lines (self, self->versions->pdata[place + 1]);
  n = append_missing (text, now, before, "＋", 0, &n_more);
  (void) append_missing (text, before, now, "−", n, &n_more); /* counted in @n_more */
  if (n_more > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("And %u more change", "And %u more changes", n_more),
                              n_more);
    }
}

/* Acts */

static void
restore_cb (GtkWidget *button, EspScoreVersions *self)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "esp-place"));
  const EspScoreVersion *version = self->versions->pdata[place];
  EspScore *score = esp_score_parse_json (version->definition, -1, NULL);

  if (score == NULL)
    {
      esp_form_frame_set_problem (&self->form,
                                  _ ("The definition cannot be read; its last values stay"));
      return;
    }
  esp_score_editor_keep_step (self->editor);
  g_clear_pointer (&self->editor->score, esp_score_unref);
  self->editor->score = score;
  esp_score_editor_fill (self->editor);
  esp_session_toast (self->editor->session, _ ("The version is here to be looked at. Apply it, or "
                                               "take it back with Ctrl+Z."));
  gtk_window_close (GTK_WINDOW (self));
}

/* The list */

static void
add_row (EspScoreVersions *self, guint place)
{
  const EspScoreVersion *version = self->versions->pdata[place];
  EspSession *session = self->editor->session;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_strdup_printf (_ ("Version %u"), version->version);
  g_autofree char *time = esp_format_date (version->created_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  g_autoptr (GString) detail = g_string_new (time);

  if (version->created_by != NULL && *version->created_by != '\0')
    g_string_append_printf (detail, " · %s", version->created_by);
  if (version->version == self->editor->row->version)
    /* Translators: the version of a score that holds now */
    g_string_append_printf (detail, " · %s", C_ ("version of a score", "in force"));
  append_changes (self, detail, place);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  if (version->version != self->editor->row->version)
    {
      const char *text = C_ ("version", "Take up");
      g_autofree char *label = g_strdup_printf (_ ("%s: version %u"), text, version->version);
      GtkWidget *button = esp_versions_frame_add_button (row, text, label);

      g_object_set_data (G_OBJECT (button), "esp-place", GUINT_TO_POINTER (place));
      g_signal_connect_object (button, "clicked", G_CALLBACK (restore_cb), self, 0);
    }
  gtk_list_box_append (self->list, row);
}

typedef struct
{
  gint64 id;
  GPtrArray *versions; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->versions, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->versions = esp_score_version_list (tx, look->id, error);
  return look->versions != NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspScoreVersions) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (look == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->form, message);
      return;
    }
  if (self->editor != NULL && self->editor->columns != NULL && self->editor->choices != NULL)
    {
      self->versions = g_steal_pointer (&look->versions);
      for (guint i = 0; i < self->versions->len; i++)
        add_row (self, i);
    }
  look_free (look);
}

static void
esp_score_versions_dispose (GObject *object)
{
  EspScoreVersions *self = ESP_SCORE_VERSIONS (object);

  g_clear_object (&self->editor);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_score_versions_parent_class)->dispose (object);
}

static void
esp_score_versions_class_init (EspScoreVersionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_score_versions_dispose;
}

static void
esp_score_versions_init (EspScoreVersions *self)
{
}

static GtkWidget *
wrap (GtkWidget *list)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_valign (list, GTK_ALIGN_START);
  g_object_set (list, "margin-top", 3, "margin-bottom", 6, "margin-start", 3, "margin-end", 3,
                NULL);
  g_object_set (scroller, "hscrollbar-policy", GTK_POLICY_NEVER, "propagate-natural-height", TRUE,
                "min-content-height", 320, "max-content-height", 460, "child", list, NULL);
  return scroller;
}

/**
 * esp_score_versions_open:
 *
 * Shows the versions of the score in @editor.
 */
void
esp_score_versions_open (EspScoreEditor *editor)
{
  EspScoreVersions *self;
  Look *look;

  if (editor->row == NULL)
    return;
  self = g_object_new (ESP_TYPE_SCORE_VERSIONS, NULL);
  self->editor = g_object_ref (editor);
  self->form = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (editor->session),
                                     _ ("Versions"), _ ("_Close"));
  /* Nothing is decided here as a whole: each version has its own button. */
  gtk_widget_set_visible (self->form.accept, FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  self->list = GTK_LIST_BOX (esp_form_list_new (_ ("Versions")));
  gtk_box_append (GTK_BOX (self->form.box), wrap (GTK_WIDGET (self->list)));
  look = g_new0 (Look, 1);
  look->id = editor->id;
  esp_store_read_async (esp_session_get_store (editor->session), ESP_READ_PAGE, look_cb, look,
                        look_free, NULL, looked_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
