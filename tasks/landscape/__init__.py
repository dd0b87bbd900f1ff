"""The landscape of the energy where no training set has been: is it one that atoms can live on?"""
