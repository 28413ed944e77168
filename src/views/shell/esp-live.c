/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A live region: two unseen labels whose changes screen readers speak, one politely, one at once. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-live.h"

/* One polite message at a time: a reader needs a moment before the label may change again. */
#define POLITE_GAP_MS 1200

struct _EspLive
{
  GtkWidget parent_instance;

  GtkWidget *polite;
  GtkWidget *urgent;
  GQueue waiting; /* of char *, polite ones only */
  guint gap_id;   /* timeout that lets the next one speak; 0 when free */
};

G_DEFINE_FINAL_TYPE (EspLive, esp_live, GTK_TYPE_WIDGET)

static GtkWidget *
make_region (EspLive *self, GtkAccessibleRole role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "can-target", FALSE,
                                   "can-focus", FALSE, NULL);

  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
show_text (GtkWidget *label, const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static gboolean
next_cb (gpointer data)
{
  EspLive *self = data;
  g_autofree char *text = g_queue_pop_head (&self->waiting);

  if (text == NULL)
    {
      self->gap_id = 0;
      return G_SOURCE_REMOVE;
    }
  show_text (self->polite, text);
  return G_SOURCE_CONTINUE;
}

static void
esp_live_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  /* Hidden by size: an invisible widget would not be in the tree of screen readers. */
  *minimum = *natural = 0;
}

static void
esp_live_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition size;

      gtk_widget_get_preferred_size (child, NULL, &size);
      gtk_widget_size_allocate (child, &(GtkAllocation){ 0, 0, size.width, size.height }, -1);
    }
}

static void
esp_live_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
}

static void
esp_live_dispose (GObject *object)
{
  EspLive *self = ESP_LIVE (object);

  g_clear_handle_id (&self->gap_id, g_source_remove);
  g_queue_clear_full (&self->waiting, g_free);
  g_clear_pointer (&self->polite, gtk_widget_unparent);
  g_clear_pointer (&self->urgent, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_live_parent_class)->dispose (object);
}

static void
esp_live_class_init (EspLiveClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_live_dispose;
  widget_class->measure = esp_live_measure;
  widget_class->size_allocate = esp_live_size_allocate;
  widget_class->snapshot = esp_live_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_live_init (EspLive *self)
{
  g_queue_init (&self->waiting);
  self->polite = make_region (self, GTK_ACCESSIBLE_ROLE_STATUS);
  self->urgent = make_region (self, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * esp_live_new:
 *
 * Returns: (transfer floating): a silent live region
 */
GtkWidget *
esp_live_new (void)
{
  return g_object_new (ESP_TYPE_LIVE, NULL);
}

/**
 * esp_live_say:
 * @urgent: replaces at once what is spoken; otherwise the message waits for its turn
 *
 * Speaks one sentence. A polite message that is already spoken or last in the queue is dropped.
 */
void
esp_live_say (EspLive *self, const char *text, gboolean urgent)
{
  const char *last;

  g_return_if_fail (ESP_IS_LIVE (self));
  g_return_if_fail (text != NULL);

  if (urgent)
    {
      show_text (self->urgent, text);
      return;
    }
  last = g_queue_peek_tail (&self->waiting);
  if (last == NULL && self->gap_id != 0)
    last = gtk_label_get_label (GTK_LABEL (self->polite));
  if (g_strcmp0 (last, text) == 0)
    return;
  if (self->gap_id != 0)
    {
      g_queue_push_tail (&self->waiting, g_strdup (text));
      return;
    }
  show_text (self->polite, text);
  self->gap_id = g_timeout_add (POLITE_GAP_MS, next_cb, self);
}

/**
 * esp_live_get_text:
 *
 * Returns: what the polite or the urgent region says now
 */
const char *
esp_live_get_text (EspLive *self, gboolean urgent)
{
  g_return_val_if_fail (ESP_IS_LIVE (self), NULL);

  return gtk_label_get_label (GTK_LABEL (urgent ? self->urgent : self->polite));
}
