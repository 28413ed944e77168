/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dragging on the page: the grip of a block, the line where it would come to stand, and its coming there. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-paper-drop.h"

#include "engine/content/esp-message-place.h"
#include "views/messages/esp-block-cargo.h"
#include "views/messages/esp-block-form.h"

#include <glib/gi18n.h>

typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  GHashTable *frames;   /* (owned): block id → its frame */
  GtkWidget *marked;    /* (unowned) (nullable): the frame with the line */
} Drop;

static void
drop_free (Drop *drop)
{
  g_object_unref (drop->desk);
  g_hash_table_unref (drop->frames);
  g_free (drop);
}

static void
forget_mark (Drop *drop)
{
  GHashTableIter iter;
  gpointer frame;

  g_hash_table_iter_init (&iter, drop->frames);
  while (g_hash_table_iter_next (&iter, NULL, &frame))
    {
      gtk_widget_remove_css_class (frame, "drop-before");
      gtk_widget_remove_css_class (frame, "drop-after");
    }
  drop->marked = NULL;
}

/* The frame that is nearest to the pointer; of frames in frames the inner one. */
static GtkWidget *
find_nearest (Drop *drop, GtkWidget *sheet, double x, double y, gboolean *out_is_before)
{
  GHashTableIter iter;
  gpointer frame;
  GtkWidget *nearest = NULL;
  double best = G_MAXDOUBLE;

  g_hash_table_iter_init (&iter, drop->frames);
  while (g_hash_table_iter_next (&iter, NULL, &frame))
    {
      graphene_rect_t rect;
      double dx;
      double dy;
      double distance;

      if (!gtk_widget_compute_bounds (frame, sheet, &rect))
        continue;
      dx = MAX (MAX (rect.origin.x - x, x - rect.origin.x - rect.size.width), 0);
      dy = MAX (MAX (rect.origin.y - y, y - rect.origin.y - rect.size.height), 0);
      /* The smaller one of two that are equally near is the inner one. */
      distance = dx * 2 + dy + rect.size.height * 0.001;
      if (distance >= best)
        continue;
      best = distance;
      nearest = frame;
      *out_is_before = y < rect.origin.y + rect.size.height / 2;
    }
  return nearest;
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, Drop *drop)
{
  GtkWidget *sheet = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  gboolean is_before = FALSE;
  GtkWidget *frame = find_nearest (drop, sheet, x, y, &is_before);

  forget_mark (drop);
  drop->marked = frame;
  if (frame != NULL)
    gtk_widget_add_css_class (frame, is_before ? "drop-before" : "drop-after");
  return gdk_drop_get_actions (gtk_drop_target_get_current_drop (target)) & GDK_ACTION_MOVE
           ? GDK_ACTION_MOVE
           : GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target, Drop *drop)
{
  forget_mark (drop);
}

static void
take_new (EspMessageDesk *desk, const EspBlockPlace *place, const EspBlockCargo *cargo)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  EspBlock *block = esp_message_edit_new_block (doc, cargo->kind);
  g_autofree char *title =
    g_strdup_printf (_ ("Add block: %s"), esp_block_kind_get_title (cargo->kind));

  if (cargo->ref != NULL)
    esp_message_doc_set (&block->ref, cargo->ref);
  block = esp_message_place_new (doc, place, block);
  esp_message_desk_select (desk, block->id);
  esp_message_desk_commit (desk, title, NULL, NULL);
}

static gboolean
take_cargo (EspMessageDesk *desk, const EspBlockPlace *place, const EspBlockCargo *cargo)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);

  if (cargo->id == NULL)
    {
      take_new (desk, place, cargo);
      return TRUE;
    }
  if (cargo->owner != desk || !esp_message_place_move (doc, place, cargo->id))
    return FALSE;
  esp_message_desk_select (desk, cargo->id);
  esp_message_desk_commit (desk, _ ("Move block"), NULL, NULL);
  return TRUE;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Drop *drop)
{
  GtkWidget *sheet = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  const EspMessageDoc *doc = esp_message_desk_get_doc (drop->desk);
  gboolean is_before = FALSE;
  GtkWidget *frame = find_nearest (drop, sheet, x, y, &is_before);
  g_autofree char *beside =
    frame != NULL ? g_strdup (g_object_get_data (G_OBJECT (frame), "esp-block")) : NULL;
  const EspBlockPlace place = { .beside = beside, .is_before = is_before };
  g_autoptr (EspMessageDesk) desk = g_object_ref (drop->desk);

  forget_mark (drop);
  if (doc == NULL || doc->body_kind != ESP_BODY_BLOCKS)
    return FALSE;
  if (G_VALUE_HOLDS (value, ESP_TYPE_BLOCK_CARGO))
    return take_cargo (desk, &place, g_value_get_boxed (value));
  if (!G_VALUE_HOLDS (value, G_TYPE_FILE))
    return FALSE;
  esp_message_desk_select (desk, beside);
  esp_block_form_take_image (desk, g_value_get_object (value));
  return TRUE;
}

/**
 * esp_paper_drop_add:
 * @frames: (element-type utf8 GtkWidget): block id → its frame; each frame has its id as "esp-block"
 *
 * Lets blocks and pictures be dropped onto the page.
 */
void
esp_paper_drop_add (GtkWidget *sheet, EspMessageDesk *desk, GHashTable *frames)
{
  GType types[] = { ESP_TYPE_BLOCK_CARGO, G_TYPE_FILE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  Drop *drop = g_new0 (Drop, 1);

  drop->desk = g_object_ref (desk);
  drop->frames = g_hash_table_ref (frames);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  /* Before the words, which would take a file's path for words. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "enter", G_CALLBACK (motion_cb), drop);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), drop);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), drop);
  g_signal_connect_data (target, "drop", G_CALLBACK (drop_cb), drop,
                         (GClosureNotify) (void (*) (void)) drop_free, 0);
  gtk_widget_add_controller (sheet, GTK_EVENT_CONTROLLER (target));
}

/* Grips */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GtkWidget *grip = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  const EspBlockCargo *cargo = g_object_get_data (G_OBJECT (grip), "esp-cargo");

  return gdk_content_provider_new_typed (ESP_TYPE_BLOCK_CARGO, cargo);
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *frame)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (frame);
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

  gtk_drag_source_set_icon (source, still, 12, 12);
  gtk_widget_add_css_class (frame, "dragged");
}

static void
end_cb (GtkDragSource *source, GdkDrag *drag, gboolean is_deleted, GtkWidget *frame)
{
  gtk_widget_remove_css_class (frame, "dragged");
}

/**
 * esp_paper_grip_new:
 * @frame: what is seen to move
 *
 * Returns: (transfer floating): what a block is dragged by; its twins are the keys
 */
GtkWidget *
esp_paper_grip_new (EspMessageDesk *desk, GtkWidget *frame, const EspBlock *block)
{
  const EspBlockCargo cargo = { .kind = block->kind, .id = block->id, .owner = desk };
  GtkWidget *grip = gtk_image_new_from_icon_name ("esp-drag-handle-symbolic");
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_object_set_data_full (G_OBJECT (grip), "esp-cargo", esp_block_cargo_copy (&cargo),
                          (GDestroyNotify) esp_block_cargo_free);
  gtk_widget_add_css_class (grip, "esp-grip");
  gtk_widget_set_halign (grip, GTK_ALIGN_START);
  gtk_widget_set_valign (grip, GTK_ALIGN_START);
  gtk_widget_set_cursor_from_name (grip, "grab");
  gtk_widget_set_tooltip_text (grip, _ ("Drag to move, or press Alt+Up and Alt+Down"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (grip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Move block"), -1);
  g_signal_connect (drag, "prepare", G_CALLBACK (prepare_cb), NULL);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (begin_cb), frame, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (end_cb), frame, 0);
  gtk_widget_add_controller (grip, GTK_EVENT_CONTROLLER (drag));
  return grip;
}
