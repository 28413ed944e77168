/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what reviewers said of a message at the blocks they said it of, and marks it as dealt with. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-comments.h"

#include "store/esp-reviews.h"
#include "views/messages/esp-change-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-row-lines.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* How places name blocks. */
#define BLOCK_PLACE "block:"

#define LIST_WIDTH 300
#define COMMENTS_KEY "esp-comments"
#define BLOCK_KEY "esp-block-id"
#define CONTENT_KEY "esp-content"

struct _EspComments
{
  GObject parent_instance;

  EspSession *session; /* the window's; outlives it */
  gint64 message_id;
  GPtrArray *comments; /* (owned) (nullable) (element-type EspReviewComment) */
};

G_DEFINE_FINAL_TYPE (EspComments, esp_comments, G_TYPE_OBJECT)

/* Reading */

typedef struct
{
  gint64 message_id;
  GPtrArray *comments; /* (owned) (nullable) result */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->comments, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->comments = esp_review_list_comments_of_message (tx, reading->message_id, error);
  return reading->comments != NULL;
}

static void
were_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspComments) self = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean had_some = self->comments != NULL && self->comments->len > 0;

  if (reading == NULL)
    {
      g_debug ("the comments could not be read: %s", error->message);
      return;
    }
  g_clear_pointer (&self->comments, g_ptr_array_unref);
  self->comments = g_steal_pointer (&reading->comments);
  reading_free (reading);
  if (had_some || self->comments->len > 0)
    g_signal_emit_by_name (self, "changed");
}

static void
load (EspComments *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->message_id = self->message_id;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_cb, reading,
                        reading_free, esp_session_get_cancellable (self->session), were_read_cb,
                        g_object_ref (self));
}

static void
store_changed_cb (EspComments *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_REVIEW))
    load (self);
}

/* Marking */

typedef struct
{
  gint64 id;
  gboolean is_done;
} Marking;

static gboolean
mark_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Marking *marking = data;

  return esp_review_set_comment_done (tx, marking->id, marking->is_done, error);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspComments) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    esp_session_toast (self->session, error->message);
}

static void
done_cb (GtkCheckButton *check, EspComments *self)
{
  Marking *marking = g_new0 (Marking, 1);

  marking->id = *(const gint64 *) g_object_get_data (G_OBJECT (check), "esp-comment");
  marking->is_done = gtk_check_button_get_active (check);
  esp_store_write_async (esp_session_get_store (self->session), NULL, mark_in_tx, marking, g_free,
                         marked_cb, g_object_ref (self));
}

/* Showing */

static gboolean
is_of_block (const EspReviewComment *comment)
{
  return comment->place != NULL && g_str_has_prefix (comment->place, BLOCK_PLACE);
}

static GtkWidget *
make_row (EspComments *self, const EspReviewComment *comment)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *text = g_markup_escape_text (comment->text, -1);
  /* On a block its place is seen; anywhere else it is said. */
  g_autofree char *who =
    comment->place != NULL && !is_of_block (comment)
      ? g_strdup_printf ("%s · %s", esp_message_part_title (comment->place), comment->person)
      : g_strdup (comment->person);
  g_autofree char *person = g_markup_escape_text (who, -1);
  /* Translators: %s is a comment of a reviewer */
  g_autofree char *label = g_strdup_printf (_ ("Dealt with: %s"), comment->text);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), person);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), comment->done_at_us != 0);
  gtk_widget_set_tooltip_text (check, _ ("Dealt with"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (check), "esp-comment",
                          g_memdup2 (&comment->id, sizeof comment->id), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (done_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (comment->done_at_us != 0)
    gtk_widget_add_css_class (row, "dim-label");
  return row;
}

static gboolean
is_at (const EspReviewComment *comment, const char *block_id)
{
  return block_id == NULL
           ? !is_of_block (comment)
           : is_of_block (comment) && g_str_equal (comment->place + strlen (BLOCK_PLACE), block_id);
}

/* Returns: (transfer floating) (nullable): what was said of a place; %NULL when nothing was */
static GtkWidget *
make_list (EspComments *self, const char *block_id, guint *out_n_open)
{
  GtkWidget *list = NULL;

  *out_n_open = 0;
  for (guint i = 0; self->comments != NULL && i < self->comments->len; i++)
    {
      const EspReviewComment *comment = self->comments->pdata[i];

      if (!is_at (comment, block_id))
        continue;
      if (list == NULL)
        list = esp_form_list_new (_ ("Comments"));
      gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, comment));
      *out_n_open += comment->done_at_us == 0;
    }
  return list;
}

/* The list of an open popover stays as it is: taken away under the pointer, it would leave the window deaf. */
static void
refresh_chip (GtkWidget *button)
{
  EspComments *self = g_object_get_data (G_OBJECT (button), COMMENTS_KEY);
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));
  AdwButtonContent *content = g_object_get_data (G_OBJECT (button), CONTENT_KEY);
  guint n_open;
  GtkWidget *list = make_list (self, g_object_get_data (G_OBJECT (button), BLOCK_KEY), &n_open);
  g_autofree char *text = n_open > 0 ? g_strdup_printf ("%u", n_open) : g_strdup ("✓");
  g_autofree char *label =
    g_strdup_printf (ngettext ("%u open comment", "%u open comments", n_open), n_open);
  gboolean is_open = gtk_widget_get_mapped (GTK_WIDGET (popover));

  if (!is_open)
    gtk_widget_set_visible (button, list != NULL);
  adw_button_content_set_label (content, text);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  if (list != NULL && !is_open)
    {
      gtk_widget_set_size_request (list, LIST_WIDTH, -1);
      gtk_popover_set_child (popover, list);
    }
  else if (list != NULL)
    g_object_unref (g_object_ref_sink (list));
}

/**
 * esp_comments_make_chip:
 * @block_id: a block of the message
 *
 * Returns: (transfer floating): a button that opens what was said of the block; hidden while that is nothing
 */
GtkWidget *
esp_comments_make_chip (EspComments *self, const char *block_id)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "esp-chat-symbolic");
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), content);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_add_css_class (button, "esp-comment-chip");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  g_object_set_data_full (G_OBJECT (button), COMMENTS_KEY, g_object_ref (self), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), BLOCK_KEY, g_strdup (block_id), g_free);
  g_object_set_data (G_OBJECT (button), CONTENT_KEY, content);
  /* What was dealt with meanwhile. */
  g_signal_connect_object (popover, "closed", G_CALLBACK (refresh_chip), button, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "changed", G_CALLBACK (refresh_chip), button, G_CONNECT_SWAPPED);
  refresh_chip (button);
  return button;
}

static void
fill_strip (EspComments *self, GtkBox *strip)
{
  GtkWidget *child;
  GtkWidget *list;
  guint n_open;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (strip))) != NULL)
    gtk_box_remove (strip, child);
  list = make_list (self, NULL, &n_open);
  gtk_widget_set_visible (GTK_WIDGET (strip), list != NULL);
  if (list != NULL)
    gtk_box_append (strip, list);
}

/**
 * esp_comments_make_strip:
 *
 * Returns: (transfer floating): what was said of the message as a whole, of its subject and sender; hidden while that
 * is nothing
 */
GtkWidget *
esp_comments_make_strip (EspComments *self)
{
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fill_strip (self, GTK_BOX (strip));
  g_signal_connect_object (self, "changed", G_CALLBACK (fill_strip), strip, 0);
  return strip;
}

static void
esp_comments_dispose (GObject *object)
{
  g_clear_pointer (&ESP_COMMENTS (object)->comments, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_comments_parent_class)->dispose (object);
}

static void
esp_comments_class_init (EspCommentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_comments_dispose;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
esp_comments_init (EspComments *self)
{
}

/**
 * esp_comments_new:
 *
 * Returns: (transfer full): the comments; they come with the first "changed"
 */
EspComments *
esp_comments_new (EspSession *session, gint64 message_id)
{
  EspComments *self = g_object_new (ESP_TYPE_COMMENTS, NULL);

  self->session = session;
  self->message_id = message_id;
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}
