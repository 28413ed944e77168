/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of areas with their badges. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-sidebar.h"

#include <glib/gi18n.h>

#include "model/esp-area.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-session.h"

struct _EspSidebar
{
  GtkWidget parent_instance;

  GtkListBox *list;
  GtkWidget *drops;    /* the places where what is dragged can be dropped */
  EspDropFunc dropped; /* (nullable) */
  gpointer drop_data;
  GListModel *areas; /* (owned) (nullable) of EspArea */
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspSidebar, esp_sidebar, GTK_TYPE_WIDGET)

static EspArea *
row_area (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "esp-area");
}

static void
label_row (GtkListBoxRow *row, EspArea *area)
{
  const char *badge_label = esp_area_get_badge_label (area);
  g_autofree char *text = NULL;

  if (badge_label == NULL)
    badge_label = esp_area_get_badge (area);
  /* Translators: name of an area, then what its badge says: "Activity: 2 jobs failed" */
  text = badge_label != NULL
           ? g_strdup_printf (C_ ("sidebar row", "%s: %s"), esp_area_get_title (area), badge_label)
           : g_strdup (esp_area_get_title (area));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), esp_area_get_badge_label (area));
}

static void
show_badge_cb (EspArea *area, GtkListBoxRow *row)
{
  GtkWidget *badge = g_object_get_data (G_OBJECT (row), "esp-badge");
  EspBadgeKind kind = esp_area_get_badge_kind (area);

  gtk_widget_set_visible (badge, kind != ESP_BADGE_NONE);
  gtk_label_set_label (GTK_LABEL (badge), kind != ESP_BADGE_NONE ? esp_area_get_badge (area) : "");
  gtk_widget_remove_css_class (badge, "total");
  gtk_widget_remove_css_class (badge, "trouble");
  if (kind == ESP_BADGE_TOTAL)
    gtk_widget_add_css_class (badge, "total");
  else if (kind == ESP_BADGE_TROUBLE)
    gtk_widget_add_css_class (badge, "trouble");
  label_row (row, area);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  EspArea *area = item;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", esp_area_get_icon_name (area),
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *title = gtk_label_new (esp_area_get_title (area));
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (badge, "esp-badge");
  gtk_widget_add_css_class (badge, "numeric");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "esp-area", g_object_ref (area), g_object_unref);
  g_object_set_data (G_OBJECT (row), "esp-badge", badge);
  g_signal_connect_object (area, "badge-changed", G_CALLBACK (show_badge_cb), row, 0);
  show_badge_cb (area, GTK_LIST_BOX_ROW (row));
  return row;
}

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  int section = esp_area_get_section (row_area (row));
  const char *title = esp_screen_section_get_title (section);
  GtkWidget *header = NULL;

  if (title != NULL && (before == NULL || esp_area_get_section (row_area (before)) != section))
    {
      header = gtk_label_new (title);
      gtk_label_set_xalign (GTK_LABEL (header), 0);
      gtk_widget_add_css_class (header, "caption-heading");
      gtk_widget_add_css_class (header, "dim-label");
      gtk_widget_add_css_class (header, "esp-section");
    }
  gtk_list_box_row_set_header (row, header);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, EspSidebar *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, esp_area_get_id (row_area (row)));
}

static void
esp_sidebar_dispose (GObject *object)
{
  EspSidebar *self = ESP_SIDEBAR (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_object (&self->areas);
  if (child != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (esp_sidebar_parent_class)->dispose (object);
}

static void
esp_sidebar_class_init (EspSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_sidebar_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  /**
   * EspSidebar::activated:
   * @area: id of the area
   *
   * Somebody chose an area.
   */
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", ESP_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-sidebar");
}

static void
esp_sidebar_init (EspSidebar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_list_box_set_header_func (self->list, update_header_cb, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Areas"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Areas"), -1);
  gtk_widget_set_vexpand (scroller, TRUE);
  self->drops = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_add_css_class (self->drops, "esp-drops");
  gtk_widget_set_visible (self->drops, FALSE);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), self->drops);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/**
 * esp_sidebar_new:
 *
 * Returns: (transfer floating): a sidebar without areas
 */
GtkWidget *
esp_sidebar_new (void)
{
  return g_object_new (ESP_TYPE_SIDEBAR, NULL);
}

/**
 * esp_sidebar_set_areas:
 * @areas: (nullable): of EspArea, in the order of their sections
 *
 * Shows these areas.
 */
void
esp_sidebar_set_areas (EspSidebar *self, GListModel *areas)
{
  g_return_if_fail (ESP_IS_SIDEBAR (self));

  if (!g_set_object (&self->areas, areas))
    return;
  gtk_list_box_bind_model (self->list, areas, make_row, self, NULL);
}

/**
 * esp_sidebar_select:
 * @area: (nullable): id of an area; NULL selects none
 *
 * Marks the area that is shown. Emits nothing.
 */
void
esp_sidebar_select (EspSidebar *self, const char *area)
{
  GtkListBoxRow *row;

  g_return_if_fail (ESP_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (esp_area_get_id (row_area (row)), area) == 0)
      {
        gtk_list_box_select_row (self->list, row);
        return;
      }
  gtk_list_box_unselect_all (self->list);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, EspSidebar *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (target), "esp-index"));

  if (self->dropped == NULL)
    return FALSE;
  self->dropped (index, self->drop_data);
  return TRUE;
}

/**
 * esp_sidebar_offer_drops:
 * @labels: (nullable): what a drop on each place does, translated; %NULL ends the offer
 *
 * Shows places below the areas on which a dragged #EspSession can be dropped.
 */
void
esp_sidebar_offer_drops (EspSidebar *self,
                         const char *const *labels,
                         EspDropFunc func,
                         gpointer user_data)
{
  GtkWidget *child;

  g_return_if_fail (ESP_IS_SIDEBAR (self));

  while ((child = gtk_widget_get_first_child (self->drops)) != NULL)
    gtk_box_remove (GTK_BOX (self->drops), child);
  self->dropped = func;
  self->drop_data = user_data;
  for (guint i = 0; labels != NULL && labels[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (labels[i]);
      GtkDropTarget *target = gtk_drop_target_new (ESP_TYPE_SESSION, GDK_ACTION_COPY);

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (label, "esp-drop-place");
      g_object_set_data (G_OBJECT (target), "esp-index", GUINT_TO_POINTER (i));
      g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
      gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (target));
      gtk_box_append (GTK_BOX (self->drops), label);
    }
  gtk_widget_set_visible (self->drops, gtk_widget_get_first_child (self->drops) != NULL);
}
