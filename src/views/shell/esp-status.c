/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a view, or why there is nothing to see, and that something is on its way. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-status.h"

#include "views/shell/esp-button.h"
#include "views/shell/esp-word-wrap.h"

#include <glib/gi18n.h>

/* Shorter waits show nothing; longer ones say what is done. */
#define BAR_AFTER_MS 150
#define TEXT_AFTER_MS 1000
#define PULSE_MS 100

struct _EspStatus
{
  GtkWidget parent_instance;

  GtkWidget *overlay;
  GtkStack *stack;
  AdwStatusPage *page;
  GtkWidget *primary;
  GtkWidget *secondary;
  GtkWidget *details; /* expander with the technical text of an error */
  GtkWidget *details_label;
  GtkWidget *loading; /* bar and text over the view */
  GtkWidget *bar;
  GtkWidget *text;
  guint timer_id; /* next step of the waiting; 0 when nothing loads */
  guint waited_ms;
  gboolean has_fraction;
};

G_DEFINE_FINAL_TYPE (EspStatus, esp_status, GTK_TYPE_WIDGET)

static gboolean
wait_cb (gpointer data)
{
  EspStatus *self = data;

  self->waited_ms += PULSE_MS;
  gtk_widget_set_visible (self->loading, self->waited_ms >= BAR_AFTER_MS);
  gtk_widget_set_visible (self->text, self->waited_ms >= TEXT_AFTER_MS &&
                                        *gtk_label_get_label (GTK_LABEL (self->text)) != '\0');
  if (!self->has_fraction)
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
make_page (EspStatus *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->page = ADW_STATUS_PAGE (adw_status_page_new ());
  self->primary = gtk_button_new ();
  self->secondary = gtk_button_new ();
  self->details = gtk_expander_new (_ ("Details"));
  self->details_label = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->details_label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->details_label), TRUE);
  gtk_expander_set_child (GTK_EXPANDER (self->details), self->details_label);
  gtk_widget_add_css_class (self->primary, "suggested-action");
  gtk_widget_add_css_class (self->primary, "pill");
  gtk_widget_add_css_class (self->secondary, "flat");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->primary);
  gtk_box_append (GTK_BOX (box), self->secondary);
  gtk_box_append (GTK_BOX (box), self->details);
  adw_status_page_set_child (self->page, box);
  esp_word_wrap_keep (GTK_WIDGET (self->page));
  return GTK_WIDGET (self->page);
}

static GtkWidget *
make_loading (EspStatus *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->bar = gtk_progress_bar_new ();
  self->text = gtk_label_new ("");
  gtk_widget_add_css_class (self->bar, "osd");
  gtk_widget_add_css_class (self->text, "esp-loading-text");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Loading"), -1);
  gtk_widget_set_halign (self->text, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_widget_set_can_target (box, FALSE);
  gtk_widget_set_visible (box, FALSE);
  gtk_widget_set_visible (self->text, FALSE);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->text);
  return box;
}

static void
esp_status_dispose (GObject *object)
{
  EspStatus *self = ESP_STATUS (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_status_parent_class)->dispose (object);
}

static void
esp_status_class_init (EspStatusClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_status_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-status");
}

static void
esp_status_init (EspStatus *self)
{
  self->overlay = gtk_overlay_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, make_page (self), "page");
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->stack));
  self->loading = make_loading (self);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->loading);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/**
 * esp_status_new:
 * @content: (transfer floating): the view itself
 *
 * Returns: (transfer floating): the view with its states; shows @content
 */
GtkWidget *
esp_status_new (GtkWidget *content)
{
  EspStatus *self = g_object_new (ESP_TYPE_STATUS, NULL);

  gtk_stack_add_named (self->stack, content, "content");
  gtk_stack_set_visible_child_name (self->stack, "content");
  return GTK_WIDGET (self);
}

/**
 * esp_status_show_content:
 *
 * Shows the view itself.
 */
void
esp_status_show_content (EspStatus *self)
{
  g_return_if_fail (ESP_IS_STATUS (self));

  gtk_stack_set_visible_child_name (self->stack, "content");
}

/**
 * esp_status_show_empty:
 * @description: one sentence: what would be here and how it comes
 *
 * Shows that there is nothing yet, or nothing that matches. Follow with esp_status_set_buttons().
 */
void
esp_status_show_empty (EspStatus *self,
                       const char *icon_name,
                       const char *title,
                       const char *description)
{
  g_return_if_fail (ESP_IS_STATUS (self));

  adw_status_page_set_icon_name (self->page, icon_name);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, description);
  gtk_widget_set_visible (self->details, FALSE);
  esp_status_set_buttons (self, NULL, NULL, NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, "page");
}

/**
 * esp_status_show_error:
 * @sentence: what is wrong and what helps
 * @details: (nullable): the technical text
 *
 * Shows that the view could not be read. Offers F5 as "Try again".
 */
void
esp_status_show_error (EspStatus *self, const char *sentence, const char *details)
{
  g_return_if_fail (ESP_IS_STATUS (self));

  esp_status_show_empty (self, "esp-error-symbolic", _ ("This could not be shown"), sentence);
  gtk_label_set_label (GTK_LABEL (self->details_label), details != NULL ? details : "");
  gtk_widget_set_visible (self->details, details != NULL);
  esp_status_set_buttons (self, _ ("_Try again"), "win.refresh", NULL, NULL);
}

/* The target goes first: the name alone would not fit an action that wants one, and GTK warns. */
static void
set_action (GtkActionable *button, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    g_return_if_reached ();
  gtk_actionable_set_action_name (button, NULL);
  gtk_actionable_set_action_target_value (button, target);
  gtk_actionable_set_action_name (button, name);
}

static void
set_button (GtkWidget *button, const char *label, const char *action)
{
  gtk_widget_set_visible (button, label != NULL);
  if (label == NULL)
    return;
  esp_button_set_label (GTK_BUTTON (button), label);
  set_action (GTK_ACTIONABLE (button), action);
}

/**
 * esp_status_set_buttons:
 * @primary_label: (nullable): the suggested thing to do, with a mnemonic
 * @primary_action: (nullable): a detailed action name
 * @secondary_label: (nullable): another way
 * @secondary_action: (nullable): a detailed action name
 *
 * Says what can be done about the emptiness.
 */
void
esp_status_set_buttons (EspStatus *self,
                        const char *primary_label,
                        const char *primary_action,
                        const char *secondary_label,
                        const char *secondary_action)
{
  g_return_if_fail (ESP_IS_STATUS (self));

  set_button (self->primary, primary_label, primary_action);
  set_button (self->secondary, secondary_label, secondary_action);
}

/**
 * esp_status_set_loading:
 * @text: (nullable): what is done, for waits over a second: "Counting…"
 *
 * Starts or ends a wait. The old content stays in sight; short waits show nothing.
 */
void
esp_status_set_loading (EspStatus *self, gboolean loading, const char *text)
{
  g_return_if_fail (ESP_IS_STATUS (self));

  gtk_label_set_label (GTK_LABEL (self->text), text != NULL ? text : "");
  if (loading && self->timer_id == 0)
    {
      self->waited_ms = 0;
      self->has_fraction = FALSE;
      self->timer_id = g_timeout_add (PULSE_MS, wait_cb, self);
    }
  else if (!loading)
    {
      g_clear_handle_id (&self->timer_id, g_source_remove);
      gtk_widget_set_visible (self->loading, FALSE);
    }
}

/**
 * esp_status_set_progress:
 * @fraction: 0…1
 *
 * Says how far a wait is.
 */
void
esp_status_set_progress (EspStatus *self, double fraction)
{
  g_return_if_fail (ESP_IS_STATUS (self));

  self->has_fraction = TRUE;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), CLAMP (fraction, 0.0, 1.0));
}
