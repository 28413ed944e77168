/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a new note about a lead, or an old one anew. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-note-editor.h"

#include "store/esp-notes.h"
#include "views/leads/esp-lead-drafts.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define MIN_HEIGHT 58

struct _EspNoteEditor
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gint64 lead_id;
  gint64 note_id; /* 0: a new one */
  char *key;      /* (owned) of its draft */
  gboolean is_saving;
  GtkWidget *box;
  GtkWidget *view;
  GtkWidget *save;
  GtkWidget *problem;
};

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspNoteEditor, esp_note_editor, GTK_TYPE_WIDGET)

typedef struct
{
  EspSession *session;   /* (owned) */
  EspNoteEditor *editor; /* (owned) (nullable) */
  gint64 lead_id;
  gint64 note_id;
  char *body; /* (owned) (nullable): delete it */
} Writing;

static void
writing_free (Writing *writing)
{
  g_object_unref (writing->session);
  g_clear_object (&writing->editor);
  g_free (writing->body);
  g_free (writing);
}

static char *
dup_body (EspNoteEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static gboolean
write_note (EspTx *tx, gpointer data, GError **error)
{
  Writing *writing = data;

  if (writing->body == NULL)
    return esp_note_delete (tx, writing->note_id, error);
  if (writing->note_id != 0)
    return esp_note_set_body (tx, writing->note_id, writing->body, error);
  return esp_note_add (tx, writing->lead_id, writing->body, NULL, error);
}

static void
show_problem (EspNoteEditor *self, const char *problem)
{
  gtk_label_set_label (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
  if (problem != NULL)
    esp_session_announce (self->session, problem, TRUE);
}

static void
finish (EspNoteEditor *self)
{
  esp_lead_drafts_drop (self->session, self->lead_id, self->key);
  if (self->view != NULL && self->note_id == 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)), "", -1);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *writing = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (writing->editor != NULL)
    writing->editor->is_saving = FALSE;
  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      if (writing->editor != NULL && writing->editor->box != NULL)
        show_problem (writing->editor, message);
      else
        esp_session_toast (writing->session, message);
    }
  else
    {
      const char *text = writing->body == NULL   ? _ ("Note deleted")
                         : writing->note_id == 0 ? _ ("Note added")
                                                 : _ ("Note saved");

      if (history_id != 0)
        esp_session_toast_undo (writing->session, text, history_id);
      if (writing->editor != NULL)
        finish (writing->editor);
    }
  writing_free (writing);
}

static void
write_async (Writing *writing)
{
  static const EspOperation operation = { .kind = "note" };

  esp_store_write_async (esp_session_get_store (writing->session), &operation, write_note, writing,
                         NULL, written_cb, writing);
}

static void
save (EspNoteEditor *self)
{
  g_autofree char *body = dup_body (self);
  g_autofree char *trimmed = g_strstrip (g_strdup (body));
  Writing *writing;

  if (*trimmed == '\0' || self->is_saving)
    return;
  show_problem (self, NULL);
  self->is_saving = TRUE;
  writing = g_new0 (Writing, 1);
  writing->session = g_object_ref (self->session);
  writing->editor = g_object_ref (self);
  writing->lead_id = self->lead_id;
  writing->note_id = self->note_id;
  writing->body = g_steal_pointer (&body);
  write_async (writing);
}

static gboolean
save_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  save (ESP_NOTE_EDITOR (user_data));
  return GDK_EVENT_STOP;
}

static void
cancel_cb (EspNoteEditor *self)
{
  finish (self);
}

static void
changed_cb (EspNoteEditor *self)
{
  g_autofree char *body = dup_body (self);
  g_autofree char *trimmed = g_strstrip (g_strdup (body));

  gtk_widget_set_sensitive (self->save, *trimmed != '\0');
  if (*trimmed != '\0')
    esp_lead_drafts_keep (self->session, self->lead_id, self->key, body);
  else
    esp_lead_drafts_drop (self->session, self->lead_id, self->key);
}

static gboolean
esp_note_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ESP_NOTE_EDITOR (widget)->view);
}

static void
esp_note_editor_dispose (GObject *object)
{
  EspNoteEditor *self = ESP_NOTE_EDITOR (object);

  self->view = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->key, g_free);
  G_OBJECT_CLASS (esp_note_editor_parent_class)->dispose (object);
}

static void
esp_note_editor_class_init (EspNoteEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_note_editor_dispose;
  widget_class->grab_focus = esp_note_editor_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_DONE] = g_signal_new ("done", ESP_TYPE_NOTE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_note_editor_init (EspNoteEditor *self)
{
}

static GtkWidget *
text_new (EspNoteEditor *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->view = gtk_text_view_new ();
  gtk_event_controller_set_propagation_phase (keys,
                                              GTK_PHASE_CAPTURE); /* before a new line is made */
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return,
                                                                                  GDK_SHIFT_MASK),
                                                          gtk_callback_action_new (save_key_cb,
                                                                                   self, NULL)));
  gtk_widget_add_controller (self->view, keys);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Note"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), MIN_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 4 * MIN_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_add_css_class (scroller, "esp-note-text");
  return scroller;
}

static void
build (EspNoteEditor *self, const char *body)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *hint = gtk_label_new (self->note_id == 0 ? _ ("Shift+Enter adds the note") : "");
  GtkTextBuffer *buffer;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), text_new (self));
  self->problem = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->problem);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_set_hexpand (hint, TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (hint), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (buttons), hint);
  if (self->note_id != 0)
    {
      GtkWidget *cancel = esp_button_new (_ ("_Cancel"));

      g_signal_connect_object (cancel, "clicked", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (buttons), cancel);
    }
  self->save = esp_button_new (self->note_id == 0 ? _ ("Add _note") : _ ("_Save note"));
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), self->save);
  gtk_box_append (GTK_BOX (self->box), buttons);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_buffer_set_text (buffer, body != NULL ? body : "", -1);
  gtk_widget_set_sensitive (self->save, body != NULL && *body != '\0');
  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_note_editor_new:
 * @note_id: 0: a new one
 * @body: (nullable): what stands in it
 *
 * Returns: (transfer floating): the editor, with what was typed and not saved before
 */
GtkWidget *
esp_note_editor_new (EspSession *session, gint64 lead_id, gint64 note_id, const char *body)
{
  EspNoteEditor *self = g_object_new (ESP_TYPE_NOTE_EDITOR, NULL);
  const char *draft;

  self->session = session;
  self->lead_id = lead_id;
  self->note_id = note_id;
  self->key = g_strdup_printf ("note:%" G_GINT64_FORMAT, note_id);
  draft = esp_lead_drafts_get (session, lead_id, self->key);
  build (self, draft != NULL ? draft : body);
  return GTK_WIDGET (self);
}

/**
 * esp_note_delete_async:
 *
 * Deletes a note at once; the toast undoes it.
 */
void
esp_note_delete_async (EspSession *session, gint64 note_id)
{
  Writing *writing = g_new0 (Writing, 1);

  writing->session = g_object_ref (session);
  writing->note_id = note_id;
  write_async (writing);
}
