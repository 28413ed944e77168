/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts leads into a fixed list and takes them out, each as one act that can be undone. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-members.h"

#include "views/shell/esp-button.h"

#include "base/esp-format.h"
#include "engine/segment/esp-segment-measure.h"
#include "store/esp-leads.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SHOWN 200
#define MAX_LOST 10
#define MAX_PASTED 200000
#define MAX_PASTED_BYTES (16 * 1024 * 1024)

struct _EspSegmentMembers
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): outlives the screen */
  gint64 id;
  char *name; /* (owned) */
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *error;
  GtkWidget *list;
  GtkWidget *more;
  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (EspSegmentMembers, esp_segment_members, GTK_TYPE_WIDGET)

/* The first members, by number. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  gint64 id;
  GPtrArray *leads; /* (owned) EspLead */
  guint64 n;
} Members;

/* Leads that go in or out. */
typedef struct
{
  gint64 segment_id;
  gint64 lead_id;   /* 0: look the references up */
  GStrv references; /* (owned) (nullable) */
  gboolean out;
  char *title; /* (owned) (nullable): of the only one */
  gint64 n_moved;
  GPtrArray *lost; /* (owned) (element-type utf8): what names no lead */
} Move;

static void
members_free (gpointer data)
{
  Members *members = data;

  if (members == NULL)
    return;
  esp_segment_engine_unref (members->engine);
  g_clear_pointer (&members->leads, g_ptr_array_unref);
  g_free (members);
}

static void
move_free (gpointer data)
{
  Move *move = data;

  g_strfreev (move->references);
  g_ptr_array_unref (move->lost);
  g_free (move->title);
  g_free (move);
}

static gboolean
read_worker (EspTx *tx, gpointer data, GError **error)
{
  Members *members = data;
  g_autoptr (EspSegmentMeasure) measure =
    esp_segment_measure (members->engine, tx, members->id, error);
  g_autoptr (EspFields) fields = measure != NULL ? esp_fields_load (tx, error) : NULL;
  g_autofree guint32 *ids = NULL;
  gsize n_ids = 0;

  if (fields == NULL)
    return FALSE;
  if (measure->members != NULL)
    ids = esp_bitmap_to_array (measure->members, &n_ids);
  members->n = n_ids;
  members->leads = esp_lead_load_many (tx, fields, ids, MIN (n_ids, MAX_SHOWN), error);
  return members->leads != NULL;
}

/* What names no lead is told; the others go in all the same. */
static gboolean
resolve (EspTx *tx, Move *move, EspBitmap *leads, GError **error)
{
  for (char **reference = move->references; reference != NULL && *reference != NULL; reference++)
    {
      g_autoptr (GError) local = NULL;
      gint64 id;

      g_strstrip (*reference);
      if (**reference == '\0')
        continue;
      if (esp_lead_resolve (tx, *reference, &id, &local))
        {
          esp_bitmap_add (leads, (guint32) id);
          move->lead_id = id;
        }
      else if (g_error_matches (local, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        g_ptr_array_add (move->lost, g_strdup (*reference));
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
move_worker (EspTx *tx, gpointer data, GError **error)
{
  Move *move = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = NULL;

  if (fields == NULL || !resolve (tx, move, leads, error))
    return FALSE;
  if (move->references == NULL)
    esp_bitmap_add (leads, (guint32) move->lead_id);
  if (esp_bitmap_is_empty (leads))
    return TRUE;
  lead = esp_lead_load (tx, fields, move->lead_id, error);
  if (lead == NULL)
    return FALSE;
  move->title = g_strdup (esp_lead_get_title (lead));
  return move->out ? esp_segment_remove_members (tx, move->segment_id, leads, &move->n_moved, error)
                   : esp_segment_add_members (tx, move->segment_id, leads, &move->n_moved, error);
}

typedef struct
{
  EspSegmentMembers *self; /* (owned) */
  Move *move;              /* (unowned): the write's */
} Moved;

static void
show_error (EspSegmentMembers *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->error), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->error, sentence != NULL);
  if (sentence != NULL)
    esp_session_announce (self->session, sentence, TRUE);
}

static char *
describe (const Move *move)
{
  g_autofree char *n = esp_format_count (move->n_moved);

  if (move->n_moved == 1)
    return g_strdup_printf (move->out ? _ ("%s taken out") : _ ("%s put in"), move->title);
  return g_strdup_printf (ngettext ("%s lead put in", "%s leads put in", (gulong) move->n_moved),
                          n);
}

/* The first of those that were not found, so that they can be mended. */
static void
show_lost (EspSegmentMembers *self, const GPtrArray *lost)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  if (lost->len == 0)
    {
      show_error (self, NULL);
      return;
    }
  for (guint i = 0; i < MIN (lost->len, MAX_LOST); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (lost, i));
  sentence = g_strdup_printf (ngettext ("%u address or id was not found: %s",
                                        "%u addresses or ids were not found: %s", lost->len),
                              lost->len, names->str);
  show_error (self, sentence);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Moved *moved = data;
  g_autoptr (EspSegmentMembers) self = moved->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lost = g_ptr_array_ref (moved->move->lost);
  g_autofree char *text = describe (moved->move);
  gint64 n_moved = moved->move->n_moved;
  gint64 history_id = 0;
  gboolean is_ok = esp_store_write_finish (ESP_STORE (source), result, &history_id, &error);

  g_free (moved);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!is_ok)
    {
      show_error (self, _ ("It could not be changed."));
      return;
    }
  show_lost (self, lost);
  if (lost->len == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (n_moved > 0)
    esp_session_toast_undo (self->session, text, history_id);
}

static void
start_move (EspSegmentMembers *self, gint64 lead_id, const char *references, gboolean out)
{
  EspOperation operation = { .kind = out ? "segment-remove" : "segment-add",
                             .summary = self->name };
  Move *move = g_new0 (Move, 1);
  Moved *moved = g_new0 (Moved, 1);

  move->segment_id = self->id;
  move->lead_id = lead_id;
  move->references =
    references != NULL ? g_strsplit_set (references, "\r\n,;\t", MAX_PASTED) : NULL;
  move->out = out;
  move->lost = g_ptr_array_new_with_free_func (g_free);
  moved->self = g_object_ref (self);
  moved->move = move;
  esp_store_write_async (esp_session_get_store (self->session), &operation, move_worker, move,
                         move_free, moved_cb, moved);
}

static void
add_cb (GtkEntry *entry, EspSegmentMembers *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (*text != '\0')
    start_move (self, 0, text, FALSE);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentMembers) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (text != NULL && strlen (text) <= MAX_PASTED_BYTES)
    start_move (self, 0, text, FALSE);
  else
    show_error (self, _ ("The clipboard holds no list of addresses or ids."));
}

static void
paste_cb (GtkButton *button, EspSegmentMembers *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->cancellable,
                                 pasted_cb, g_object_ref (self));
}

static void
remove_cb (GtkButton *button, EspSegmentMembers *self)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "lead");

  start_move (self, *id, NULL, TRUE);
}

static void
open_cb (GtkListBox *list, GtkListBoxRow *row, EspSegmentMembers *self)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (row), "address"));
}

static void
add_row (EspSegmentMembers *self, const EspLead *lead)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *out = gtk_button_new_from_icon_name ("esp-remove-symbolic");
  const char *email = esp_lead_get_text (lead, "email");
  g_autofree char *text = email != NULL
                            ? g_strdup_printf ("%s · %s", esp_lead_get_title (lead), email)
                            : g_strdup (esp_lead_get_title (lead));
  g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Take out"), text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 6);
  gtk_widget_set_margin_top (line, 3);
  gtk_widget_set_margin_bottom (line, 3);
  gtk_widget_add_css_class (out, "flat");
  gtk_widget_set_tooltip_text (out, _ ("Take out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (out), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (out), "lead", g_memdup2 (&lead->id, sizeof lead->id), g_free);
  g_object_set_data_full (G_OBJECT (row), "address",
                          g_strdup_printf ("leads/%" G_GINT64_FORMAT, lead->id), g_free);
  g_signal_connect_object (out, "clicked", G_CALLBACK (remove_cb), self, 0);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), out);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentMembers) self = data;
  Members *members = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autofree char *more = NULL;
  GtkWidget *row;

  if (members == NULL || g_cancellable_is_cancelled (self->cancellable))
    {
      members_free (members);
      return;
    }
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < members->leads->len; i++)
    add_row (self, g_ptr_array_index (members->leads, i));
  more = g_strdup_printf (_ ("Only the first %u are shown."), MAX_SHOWN);
  gtk_label_set_text (GTK_LABEL (self->more), more);
  gtk_widget_set_visible (self->more, members->n > MAX_SHOWN);
  gtk_widget_set_visible (self->list, members->n > 0);
  members_free (members);
}

static void
refresh (EspSegmentMembers *self)
{
  EspStore *store = esp_session_get_store (self->session);
  Members *members = g_new0 (Members, 1);

  members->engine =
    esp_segment_engine_ref (esp_segment_service_get_engine (esp_segment_service_get (store)));
  members->id = self->id;
  esp_store_read_async (store, ESP_READ_PAGE, read_worker, members, members_free, self->cancellable,
                        read_cb, g_object_ref (self));
}

static void
changed_cb (EspSegmentService *service, EspSegmentMembers *self)
{
  refresh (self);
}

static void
esp_segment_members_dispose (GObject *object)
{
  EspSegmentMembers *self = ESP_SEGMENT_MEMBERS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_segment_members_parent_class)->dispose (object);
}

static void
esp_segment_members_finalize (GObject *object)
{
  EspSegmentMembers *self = ESP_SEGMENT_MEMBERS (object);

  g_object_unref (self->cancellable);
  g_free (self->name);
  G_OBJECT_CLASS (esp_segment_members_parent_class)->finalize (object);
}

static void
esp_segment_members_class_init (EspSegmentMembersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_members_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_segment_members_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_segment_members_init (EspSegmentMembers *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Put in leads"));
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *paste = esp_button_new (_ ("_Paste a List"));

  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->entry = gtk_entry_new ();
  self->error = gtk_label_new (NULL);
  self->list = gtk_list_box_new ();
  self->more = gtk_label_new (NULL);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_xalign (GTK_LABEL (self->error), 0);
  gtk_widget_add_css_class (self->error, "error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_widget_add_css_class (self->more, "dim-label");
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_margin_top (self->list, 12);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Email, phone or external ID"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Emails, phones or external IDs of leads to put in"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Members"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (add_cb), self, 0);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (open_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_widget_set_tooltip_text (paste,
                               _ ("Puts in all whose addresses or ids are in the clipboard"));
  g_signal_connect_object (paste, "clicked", G_CALLBACK (paste_cb), self, 0);
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), paste);
  gtk_box_append (GTK_BOX (self->box), line);
  gtk_box_append (GTK_BOX (self->box), self->error);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->more);
}

/**
 * esp_segment_members_new:
 * @segment: a static one
 */
GtkWidget *
esp_segment_members_new (EspSession *session, const EspSegment *segment)
{
  EspSegmentMembers *self = g_object_new (ESP_TYPE_SEGMENT_MEMBERS, NULL);

  self->session = session;
  self->id = segment->id;
  self->name = g_strdup (segment->name);
  g_signal_connect_object (esp_segment_service_get (esp_session_get_store (session)), "changed",
                           G_CALLBACK (changed_cb), self, 0);
  refresh (self);
  return GTK_WIDGET (self);
}
