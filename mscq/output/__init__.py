"""From values to what is said: reports, their screens, drawings, and the forms that they take."""
