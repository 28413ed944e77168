/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses one name of the workspace from a list that is searched while one types. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-picker.h"

#include "views/journeys/esp-step-words.h"
#include "views/shell/esp-completion.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

/* More are found by typing. */
#define MAX_ROWS 60
#define LIST_HEIGHT 240
#define LIST_WIDTH 280
#define REFERENCE_KEY "esp-reference"

struct _EspStepPicker
{
  GtkWidget parent_instance;

  EspStepNames *names; /* (owned) (nullable): else it has a list of its own */
  EspStepNameKind kind;
  GPtrArray *own; /* (owned) (nullable) */
  char *label;    /* (owned): what is chosen here */
  char *none;     /* (owned) (nullable): words for choosing nothing */
  char *value;    /* (owned) (nullable) */
  gboolean takes_new;
  EspStepFillFunc fill; /* (nullable) */
  GObject *owner;       /* (unowned) (nullable): an ancestor */
  GtkWidget *button;
  GtkWidget *text;
  GtkWidget *search; /* (unowned) (nullable) until it is opened first */
  GtkWidget *list;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (EspStepPicker, esp_step_picker, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const GPtrArray *
list_of (EspStepPicker *self)
{
  return self->own != NULL ? self->own : esp_step_names_list (self->names, self->kind);
}

/**
 * esp_step_picker_get_name:
 *
 * Returns: (transfer none) (nullable): what the value names, when there is such a thing
 */
const EspStepName *
esp_step_picker_get_name (EspStepPicker *self)
{
  if (self->names != NULL)
    return esp_step_names_find (self->names, self->kind, self->value);
  for (guint i = 0; i < self->own->len; i++)
    if (g_strcmp0 (((EspStepName *) self->own->pdata[i])->reference, self->value) == 0)
      return self->own->pdata[i];
  return NULL;
}

static void
show_value (EspStepPicker *self)
{
  const EspStepName *name = esp_step_picker_get_name (self);
  gboolean is_none = self->value == NULL || *self->value == '\0';
  const char *words = name != NULL         ? name->label
                      : !is_none           ? self->value
                      : self->none != NULL ? self->none
                                           : _ ("Choose…");
  g_autofree char *spoken = g_strdup_printf ("%s: %s", self->label, words);

  gtk_label_set_text (GTK_LABEL (self->text), words);
  gtk_widget_set_tooltip_text (self->button, words);
  if (is_none && self->none == NULL)
    gtk_widget_add_css_class (self->text, "dim-label");
  else
    gtk_widget_remove_css_class (self->text, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

/**
 * esp_step_picker_choose:
 * @reference: (nullable): as a person would choose it
 */
void
esp_step_picker_choose (EspStepPicker *self, const char *reference)
{
  g_autofree char *chosen = g_strdup (reference);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  esp_step_picker_set_value (self, chosen);
  g_signal_emit (self, signals[CHOSEN], 0, chosen);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, EspStepPicker *self)
{
  esp_step_picker_choose (self, g_object_get_data (G_OBJECT (row), REFERENCE_KEY));
}

static void
first_cb (EspStepPicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);

  if (row != NULL)
    row_cb (GTK_LIST_BOX (self->list), row, self);
}

static void
add_row (EspStepPicker *self, const char *reference, const char *label, const char *detail)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_label_new (label);
  g_autofree char *spoken = detail != NULL ? g_strdup_printf ("%s, %s", label, detail) : NULL;

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_tooltip_text (text, label);
  gtk_box_append (GTK_BOX (box), text);
  if (detail != NULL)
    {
      GtkWidget *word = gtk_label_new (detail);

      gtk_widget_add_css_class (word, "caption");
      gtk_widget_add_css_class (word, "dim-label");
      gtk_box_append (GTK_BOX (box), word);
    }
  if (g_strcmp0 (reference, self->value) == 0)
    gtk_box_append (GTK_BOX (box), esp_icon_new ("esp-check-symbolic"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken : label, -1);
  g_object_set_data_full (G_OBJECT (row), REFERENCE_KEY, g_strdup (reference), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
fill (EspStepPicker *self)
{
  const GPtrArray *list = list_of (self);
  g_autofree char *typed =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  gboolean is_there = FALSE;
  guint n = 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  if (self->none != NULL && *typed == '\0')
    add_row (self, NULL, self->none, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      const EspStepName *name = list->pdata[i];

      if (name->is_gone || (*typed != '\0' && !esp_completion_is_meant (name->label, typed)))
        continue;
      is_there = is_there || g_str_equal (name->label, typed);
      if (n++ < MAX_ROWS)
        add_row (self, name->reference, name->label,
                 esp_step_words_detail (self->kind, name->detail));
    }
  if (self->takes_new && *typed != '\0' && !is_there)
    {
      g_autofree char *words = g_strdup_printf (_ ("Use “%s”"), typed);

      add_row (self, typed, words, NULL);
      n++;
    }
  gtk_label_set_text (GTK_LABEL (self->more), n > MAX_ROWS
                                                ? _ ("There are more. Type a part of the name.")
                                              : n > 0           ? ""
                                              : *typed != '\0'  ? _ ("Nothing is called that.")
                                              : self->takes_new ? _ ("Type a name.")
                                                                : _ ("There is none yet."));
  gtk_widget_set_visible (self->more, n == 0 || n > MAX_ROWS);
}

static GtkWidget *
make_scroller (EspStepPicker *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->label, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  return scroller;
}

/* Made when it is opened: a form has several, and most are never opened. */
static void
open_cb (GtkMenuButton *button, gpointer data)
{
  EspStepPicker *self = data;

  if (self->fill != NULL)
    {
      g_ptr_array_set_size (self->own, 0);
      self->fill (self->own, self->owner);
    }
  else if (self->names != NULL && self->kind == ESP_STEP_NAME_JOURNEY)
    esp_step_names_refresh (self->names);
  if (self->search == NULL)
    {
      GtkWidget *popover = gtk_popover_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

      self->search = gtk_search_entry_new ();
      self->more = gtk_label_new (NULL);
      gtk_label_set_wrap (GTK_LABEL (self->more), TRUE);
      gtk_widget_add_css_class (self->more, "dim-label");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Search"), -1);
      gtk_box_append (GTK_BOX (box), self->search);
      gtk_box_append (GTK_BOX (box), make_scroller (self));
      gtk_box_append (GTK_BOX (box), self->more);
      gtk_widget_set_size_request (box, LIST_WIDTH, -1);
      gtk_popover_set_child (GTK_POPOVER (popover), box);
      gtk_menu_button_set_popover (button, popover);
      g_object_set (self->search, "search-delay", 0, NULL);
      g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (fill), self);
      g_signal_connect_swapped (self->search, "activate", G_CALLBACK (first_cb), self);
      g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (gtk_menu_button_popdown),
                                self->button);
      g_signal_connect (self->list, "row-activated", G_CALLBACK (row_cb), self);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  fill (self);
  gtk_widget_grab_focus (self->search);
}

/* The list may be open meanwhile. */
static void
names_cb (EspStepPicker *self)
{
  show_value (self);
  if (self->search != NULL && gtk_widget_get_mapped (self->search))
    fill (self);
}

static void
esp_step_picker_dispose (GObject *object)
{
  EspStepPicker *self = ESP_STEP_PICKER (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->names);
  G_OBJECT_CLASS (esp_step_picker_parent_class)->dispose (object);
}

static void
esp_step_picker_finalize (GObject *object)
{
  EspStepPicker *self = ESP_STEP_PICKER (object);

  g_clear_pointer (&self->own, g_ptr_array_unref);
  g_free (self->label);
  g_free (self->none);
  g_free (self->value);
  G_OBJECT_CLASS (esp_step_picker_parent_class)->finalize (object);
}

static gboolean
esp_step_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ESP_STEP_PICKER (widget)->button);
}

static void
esp_step_picker_class_init (EspStepPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_step_picker_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_step_picker_finalize;
  widget_class->grab_focus = esp_step_picker_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHOSEN] = g_signal_new ("chosen", ESP_TYPE_STEP_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
esp_step_picker_init (EspStepPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->kind = ESP_N_STEP_NAMES;
  self->button = gtk_menu_button_new ();
  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->text, TRUE);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_box_append (GTK_BOX (box), esp_icon_new ("esp-chevron-down-symbolic"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), open_cb, self, NULL);
  /* The button centres what is in it; names begin where the other controls begin. */
  for (GtkWidget *around = gtk_widget_get_parent (box); around != NULL && around != self->button;
       around = gtk_widget_get_parent (around))
    if (GTK_IS_BOX (around))
      gtk_widget_set_halign (around, GTK_ALIGN_FILL);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static GtkWidget *
make (const char *label)
{
  EspStepPicker *self = g_object_new (ESP_TYPE_STEP_PICKER, NULL);

  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

/**
 * esp_step_picker_new:
 * @label: what is chosen here
 */
GtkWidget *
esp_step_picker_new (EspStepNames *names, EspStepNameKind kind, const char *label)
{
  GtkWidget *picker = make (label);
  EspStepPicker *self = ESP_STEP_PICKER (picker);

  self->names = g_object_ref (names);
  self->kind = kind;
  g_signal_connect_object (names, "changed", G_CALLBACK (names_cb), self, G_CONNECT_SWAPPED);
  show_value (self);
  return picker;
}

/**
 * esp_step_picker_new_for_list:
 * @list: (transfer full) (element-type EspStepName): of esp_step_name_list_new()
 */
GtkWidget *
esp_step_picker_new_for_list (GPtrArray *list, const char *label)
{
  GtkWidget *picker = make (label);

  ESP_STEP_PICKER (picker)->own = list;
  show_value (ESP_STEP_PICKER (picker));
  return picker;
}

/**
 * esp_step_picker_set_fill:
 * @owner: given to @func; an ancestor of the picker
 */
void
esp_step_picker_set_fill (EspStepPicker *self, EspStepFillFunc func, GObject *owner)
{
  self->fill = func;
  self->owner = owner;
}

/**
 * esp_step_picker_set_none:
 * @words: what it means when none is chosen, which is fine then
 */
void
esp_step_picker_set_none (EspStepPicker *self, const char *words)
{
  g_free (self->none);
  self->none = g_strdup (words);
  show_value (self);
}

/**
 * esp_step_picker_set_takes_new:
 *
 * Whether a name may be written that is not in the list.
 */
void
esp_step_picker_set_takes_new (EspStepPicker *self, gboolean takes_new)
{
  self->takes_new = takes_new;
}

/**
 * esp_step_picker_set_value:
 * @reference: (nullable)
 */
void
esp_step_picker_set_value (EspStepPicker *self, const char *reference)
{
  if (self->value != reference)
    {
      g_free (self->value);
      self->value = g_strdup (reference);
    }
  show_value (self);
}

/**
 * esp_step_picker_get_value:
 *
 * Returns: (transfer none) (nullable)
 */
const char *
esp_step_picker_get_value (EspStepPicker *self)
{
  return self->value;
}
