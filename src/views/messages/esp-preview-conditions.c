/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows or hides the parts of a message that not everybody sees, for one look at it. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-conditions.h"

#include "engine/content/esp-inbox-line.h"
#include "engine/content/esp-message-conditions.h"
#include "views/messages/esp-message-desk.h"
#include "views/messages/esp-token.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* As long as a title may be. */
#define MAX_TITLE_LETTERS 40

enum
{
  BY_LEAD,
  SHOWN,
  HIDDEN,
};

struct _EspPreviewConditions
{
  GtkWidget parent_instance;

  GtkMenuButton *button; /* (nullable) NULL once it is gone */
  GtkWidget *list;
  GHashTable *shown; /* (owned) id → whether it is shown; what is not here is as for the lead */
  char *known;       /* (owned) (nullable) what the list shows, to tell when it changes */
  const EspFields *fields; /* (nullable) while the list is made */
  gboolean is_filling;     /* the rows are being made */
};

G_DEFINE_FINAL_TYPE (EspPreviewConditions, esp_preview_conditions, GTK_TYPE_WIDGET)

static void
show_count (EspPreviewConditions *self)
{
  guint n = g_hash_table_size (self->shown);
  g_autofree char *label = NULL;

  if (n == 0)
    {
      gtk_menu_button_set_label (self->button, _ ("Show if…"));
      return;
    }
  /* Translators: conditions that are set for the preview, instead of asking the lead */
  label = g_strdup_printf (ngettext ("Show if… (%u set)", "Show if… (%u set)", n), n);
  gtk_menu_button_set_label (self->button, label);
}

static void
chosen_cb (AdwComboRow *row, GParamSpec *pspec, EspPreviewConditions *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "esp-id");
  guint choice = adw_combo_row_get_selected (row);

  if (self->is_filling)
    return;
  if (choice == BY_LEAD)
    g_hash_table_remove (self->shown, id);
  else
    g_hash_table_replace (self->shown, g_strdup (id), GINT_TO_POINTER (choice == SHOWN));
  show_count (self);
  g_signal_emit_by_name (self, "changed");
}

static char *
dup_title (const EspPreviewConditions *self, const EspMessageCondition *condition)
{
  g_autofree char *source = NULL;
  g_autofree char *words = NULL;
  g_autofree char *cut = NULL;
  const char *kind;

  if (condition->block == NULL)
    return g_strdup (_ ("Section"));
  kind = esp_block_kind_get_title (condition->block->kind);
  source = esp_block_dup_plain_text (condition->block);
  words = source != NULL ? esp_token_dup_text (source, self->fields) : NULL;
  if (words == NULL || *words == '\0')
    return g_strdup (kind);
  g_strdelimit (words, "\n", ' ');
  cut = esp_inbox_line_cut (words, MAX_TITLE_LETTERS);
  return g_strdup_printf ("%s: %s", kind, cut);
}

static void
add_row (EspPreviewConditions *self, const EspMessageCondition *condition)
{
  const char *const choices[] = { _ ("As for the lead"), _ ("Shown"), _ ("Hidden"), NULL };
  g_autofree char *title = dup_title (self, condition);
  gpointer is_shown;
  guint choice = BY_LEAD;
  GtkWidget *row;

  if (g_hash_table_lookup_extended (self->shown, condition->id, NULL, &is_shown))
    choice = GPOINTER_TO_INT (is_shown) ? SHOWN : HIDDEN;
  row = esp_form_choice_row_new (title, choices, choice);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), condition->condition);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  g_object_set_data_full (G_OBJECT (row), "esp-id", g_strdup (condition->id), g_free);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/* What is set for a part that is gone would surprise whoever brings it back. */
static void
forget_gone (EspPreviewConditions *self, const GArray *conditions)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gboolean is_there = FALSE;

      for (guint i = 0; i < conditions->len && !is_there; i++)
        is_there = g_str_equal (g_array_index (conditions, EspMessageCondition, i).id, id);
      if (!is_there)
        g_hash_table_iter_remove (&iter);
    }
}

/**
 * esp_preview_conditions_follow:
 * @doc: the message that is looked at
 * @fields: (nullable): of the workspace, for their names
 *
 * Offers its conditions; there is no button where it has none.
 */
void
esp_preview_conditions_follow (EspPreviewConditions *self,
                               const EspMessageDoc *doc,
                               const EspFields *fields)
{
  g_autoptr (GArray) conditions = esp_message_list_conditions (doc);
  g_autoptr (GString) known = g_string_new (NULL);
  GtkWidget *child;

  self->fields = fields;
  for (guint i = 0; i < conditions->len; i++)
    {
      const EspMessageCondition *condition = &g_array_index (conditions, EspMessageCondition, i);
      g_autofree char *title = dup_title (self, condition);

      g_string_append_printf (known, "%s\n%s\n%s\n", condition->id, condition->condition, title);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), conditions->len > 0);
  if (g_strcmp0 (known->str, self->known) == 0)
    {
      self->fields = NULL;
      return;
    }
  g_free (self->known);
  self->known = g_strdup (known->str);
  forget_gone (self, conditions);
  self->is_filling = TRUE;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < conditions->len; i++)
    add_row (self, &g_array_index (conditions, EspMessageCondition, i));
  self->is_filling = FALSE;
  self->fields = NULL;
  show_count (self);
}

/**
 * esp_preview_conditions_dup_shown:
 *
 * Returns: (transfer full): ids of sections and blocks, with whether they are shown
 */
GHashTable *
esp_preview_conditions_dup_shown (EspPreviewConditions *self)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;
  gpointer is_shown;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, &is_shown))
    g_hash_table_insert (copy, g_strdup (id), is_shown);
  return copy;
}

static void
esp_preview_conditions_dispose (GObject *object)
{
  EspPreviewConditions *self = ESP_PREVIEW_CONDITIONS (object);

  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  G_OBJECT_CLASS (esp_preview_conditions_parent_class)->dispose (object);
}

static void
esp_preview_conditions_finalize (GObject *object)
{
  EspPreviewConditions *self = ESP_PREVIEW_CONDITIONS (object);

  g_hash_table_unref (self->shown);
  g_free (self->known);
  G_OBJECT_CLASS (esp_preview_conditions_parent_class)->finalize (object);
}

static void
esp_preview_conditions_class_init (EspPreviewConditionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_preview_conditions_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_preview_conditions_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
esp_preview_conditions_init (EspPreviewConditions *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->list = esp_form_list_new (_ ("Conditions in the preview"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_widget_set_size_request (scroller, 440, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button),
                               _ ("Show or hide the parts that not everybody sees"));
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  show_count (self);
}

/**
 * esp_preview_conditions_new:
 *
 * Returns: (transfer floating): the button; not shown until there is a condition
 */
GtkWidget *
esp_preview_conditions_new (void)
{
  return g_object_new (ESP_TYPE_PREVIEW_CONDITIONS, NULL);
}
